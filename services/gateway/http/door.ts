import type { IncomingMessage } from 'node:http';
import {
  headerName,
  type Identity,
  PeerError,
  Problem,
  type RequestState,
  requireAccess,
  type Verifier,
} from '@flotilla/runtime';
import type { Middleware } from 'koa';
import { networkOf, type Origin, originOf } from '../domain/client-address';
import type { RouteTable, TableEntry } from '../domain/route-table';
import type { Limits } from '../limits/limits';
import type { Upstream } from '../proxy/upstream';
import type { Cors } from './cors';

export interface DoorOptions {
  readonly table: RouteTable;
  /** By name of the service. */
  readonly upstreams: Readonly<Record<string, Upstream>>;
  readonly limits: Limits;
  readonly cors: Cors;
  readonly verify: Verifier;
  /** How many proxies of ours stand before the gateway. */
  readonly trustedProxies: number;
}

/**
 * The way of every request through the gateway: counted, found in the table, shown to be allowed, passed on. Routes of
 * the gateway itself, and paths that nothing has, go on to the routes of the runtime.
 */
export function door({
  table,
  upstreams,
  limits,
  cors,
  verify,
  trustedProxies,
}: DoorOptions): Middleware<RequestState> {
  return async (ctx, next) => {
    const { req, res, state } = ctx;
    cors.answer(req, res);
    const origin = originOfRequest(req, trustedProxies);
    const network = networkOf(origin.address);
    const standing = limits.countRequest(network, res);
    assertPlain(req.url as string, state.path);
    const method = req.method as string;
    const match = table.find(method, state.path);
    if (match === undefined) {
      return next();
    }
    const { entry, methods } = match;
    if (method === 'OPTIONS') {
      res.setHeader('allow', methods.join(', '));
      cors.preflight(req, res, methods);
      ctx.status = 204;
      return;
    }
    if (entry === undefined) {
      throw new Problem('method-not-allowed', { headers: { allow: methods.join(', ') } });
    }
    if (entry.upstream === undefined) {
      return next();
    }
    state.route = entry.route.path;
    const identity = await identityFor(entry, req, verify);
    const { limit = 'default' } = entry.route;
    if (limit !== 'default') {
      await limits.countClass(limit, { network, user: identity?.userId }, standing, res);
    }
    const headers = {
      via: '1.1 gateway',
      'x-forwarded-for': origin.forwardedFor,
      'x-forwarded-proto': origin.proto,
      [headerName.requestId]: state.requestId,
      [headerName.correlationId]: state.correlationId,
    };
    const upstream = upstreams[entry.upstream] as Upstream;
    await upstream
      .forward({ entry, request: req, response: res, headers, ending: state.ending })
      .catch((error: unknown) => Promise.reject(failure(error)));
    ctx.respond = false; // The answer streams into the response by itself.
  };
}

/** What a proxy or a server behind the gateway might read in another way: other bytes, or steps and slashes in disguise. */
const ambiguous = /(^|\/)(\.|%2e){1,2}(\/|$)|%2f|%5c|%00|\\|\/\//i;

function assertPlain(url: string, path: string): void {
  if (/[^!-~]/.test(url) || ambiguous.test(path)) {
    throw new Problem('malformed', { detail: 'The URL can be read in more than one way; send it normalized.' });
  }
}

async function identityFor(
  { route }: TableEntry,
  request: IncomingMessage,
  verify: Verifier,
): Promise<Identity | undefined> {
  if (route.access === 'public') {
    return undefined;
  }
  const identity = await verify(request.headers.authorization);
  requireAccess(route.access, identity);
  return identity;
}

function originOfRequest({ socket, headers }: IncomingMessage, trustedProxies: number): Origin {
  return originOf(
    {
      remoteAddress: socket.remoteAddress,
      encrypted: 'encrypted' in socket,
      forwardedFor: textOf(headers['x-forwarded-for']),
      forwardedProto: textOf(headers['x-forwarded-proto']),
    },
    trustedProxies,
  );
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',');
}

/** Clients should come back, though not at once. */
const comeBack = { 'retry-after': '1' };

function failure(error: unknown): unknown {
  return error instanceof PeerError
    ? new Problem(error.failure === 'timeout' ? 'upstream-timeout' : 'upstream-unavailable', {
        headers: comeBack,
        cause: error,
      })
    : error;
}
