import type { IncomingMessage } from 'node:http';
import type { HttpMethod, Operation, Route } from '@flotilla/constructs/declaration';
import { currentContext, type Identity, runInContext } from '../context';
import { type OperationSchemas, type RouteSchemas, sendsQuery } from '../contract';
import type { AnyOperationHandler, AnyRouteHandler, EventSource, PlainReply, RequestScope } from './handler';
import { readJson } from './request-body';
import { checkResponse } from './response-check';
import { validate } from './validation';

/** A request on its way to an endpoint. */
export interface Incoming {
  readonly request: IncomingMessage;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly scope: RequestScope;
}

/** An answer, ready to be sent. */
export interface Outgoing {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or whatever `headers` say. @default - no body */
  readonly body?: string | Uint8Array;
  /** Sent in place of a body, until it ends. */
  readonly events?: EventSource;
}

/** What answers one method of one path. */
export interface Endpoint {
  readonly method: HttpMethod;
  /** With parameters in braces. */
  readonly path: string;
  readonly answer: (incoming: Incoming) => Promise<Outgoing>;
}

/** Lets a request in and says who asks, or throws a `Problem`. */
export type Guard = (request: IncomingMessage) => Promise<Identity | undefined>;

export interface EndpointOptions {
  /** Longest request body, in bytes. */
  readonly bodyLimitBytes: number;
  /** Whether answers are compared with their schemas. */
  readonly checkResponses: boolean;
}

/** The endpoint of a public route. */
export function routeEndpoint(
  { method, path }: Route,
  schemas: RouteSchemas | undefined,
  guard: Guard | undefined,
  handler: AnyRouteHandler,
  { bodyLimitBytes, checkResponses }: EndpointOptions,
): Endpoint {
  const key = `${method} ${path}`;
  const { params, query, headers, body, responses } = schemas ?? {};
  const check = (status: number, json: string | undefined): void => {
    if (checkResponses && responses !== undefined) {
      checkResponse(key, status, responses[status], json);
    }
  };
  return {
    method,
    path,
    answer: async (incoming) => {
      const { request, scope } = incoming;
      const identity = await guard?.(request);
      const parsed = {
        ...scope,
        params: params === undefined ? incoming.params : validate(params, 'params', incoming.params),
        query: query === undefined ? undefined : validate(query, 'query', incoming.query),
        headers: headers === undefined ? request.headers : validate(headers, 'headers', request.headers),
        body: body === undefined ? undefined : validate(body, 'body', await readJson(request, bodyLimitBytes)),
        identity,
      };
      const reply = await asIdentity(identity, () => handler(parsed));
      if ('events' in reply) {
        return { ...reply, events: checkedEvents(reply.events, (json) => check(reply.status, json)) };
      }
      if (isRaw(reply)) {
        return reply;
      }
      const json = reply.body === undefined ? undefined : JSON.stringify(reply.body);
      check(reply.status, json);
      return { status: reply.status, headers: reply.headers, body: json };
    },
  };
}

/** The endpoint of an operation for peers. Its input lies in the path, and in the query or the body. */
export function operationEndpoint(
  name: string,
  { method, path }: Operation,
  { input, output }: OperationSchemas,
  handler: AnyOperationHandler,
  { bodyLimitBytes, checkResponses }: EndpointOptions,
): Endpoint {
  const inQuery = sendsQuery(method);
  return {
    method,
    path,
    answer: async ({ request, params, query, scope }) => {
      const rest = inQuery ? query : await readJson(request, bodyLimitBytes);
      const given = isObject(rest) ? { ...rest, ...params } : rest;
      const json = JSON.stringify(await handler(validate(input, 'input', given), scope));
      if (checkResponses) {
        checkResponse(`operation ${name}`, 200, output, json);
      }
      return { status: 200, body: json };
    },
  };
}

function asIdentity<T>(identity: Identity | undefined, work: () => T): T {
  const context = currentContext();
  return identity === undefined || context === undefined ? work() : runInContext({ ...context, identity }, work);
}

function isRaw(reply: PlainReply): reply is PlainReply & { readonly body: string | Uint8Array } {
  const { headers, body } = reply;
  return headers?.['content-type'] !== undefined && (typeof body === 'string' || body instanceof Uint8Array);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkedEvents(events: EventSource, check: (json: string) => void): EventSource {
  return async function* checked(signal) {
    for await (const event of events(signal)) {
      check(JSON.stringify(event.data));
      yield event;
    }
  };
}
