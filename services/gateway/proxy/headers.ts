import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { headerName } from '@flotilla/runtime';

/** Belong to one connection (RFC 9110 §7.6.1), in either direction. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * What a client has no say in: who it is, where it comes from, what it "really" asks for. The ids, traces and
 * deadlines of our own services are taken off by the runtime already, and set anew here.
 */
const notFromClients = new Set([
  ...hopByHop,
  'host',
  'expect', // Answered by the gateway itself.
  'http2-settings',
  'via',
  'forwarded',
  'true-client-ip',
  'x-client-ip',
  'x-real-ip',
  'x-cluster-client-ip',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'b3',
]);
const notFromClientsPrefix = /^x-(forwarded|user|auth|authenticated|envoy|b3|internal|original)-/;

/** What describes a body. */
const ofBody = new Set(['content-length', 'content-type', 'content-encoding', 'content-language', 'content-location']);

/**
 * The headers that go up, as pairs of name and value: those that the gateway itself has read, so that nobody behind
 * it can read others, without those that are not a client's to say.
 *
 * @param added set by the gateway, in lower case
 */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  hasBody: boolean,
  added: Readonly<Record<string, string>>,
): string[] {
  const named = namedByConnection(headers.connection);
  const pairs: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (
      typeof value === 'string' &&
      !notFromClients.has(name) &&
      !notFromClientsPrefix.test(name) &&
      // To some servers `x_user_id` is the same as `x-user-id`.
      !name.includes('_') &&
      (hasBody || !ofBody.has(name)) &&
      !named?.has(name)
    ) {
      pairs.push(name, value);
    }
  }
  for (const name in added) {
    pairs.push(name, added[name] as string);
  }
  return pairs;
}

/** What the gateway alone says to clients. */
const notFromServices = new Set([
  ...hopByHop,
  'server',
  'x-powered-by',
  'x-request-id',
  headerName.failedPeer,
  'alt-svc',
  'ratelimit',
  'ratelimit-policy',
]);

/** Copies the headers of an answer. */
export function copyResponseHeaders(headers: IncomingHttpHeaders, response: ServerResponse): void {
  const named = namedByConnection(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || notFromServices.has(name) || name.startsWith('access-control-') || named?.has(name)) {
      continue;
    }
    if (name === 'vary') {
      response.appendHeader(name, value);
    } else {
      response.setHeader(name, value);
    }
  }
}

/** Further headers of one connection, which `Connection` names; none for almost every message. */
function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || /^(keep-alive|close)$/i.test(connection)) {
    return undefined;
  }
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}
