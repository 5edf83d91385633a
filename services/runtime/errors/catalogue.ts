/** Every way in which a request can fail, by a stable code. Clients may rely on `code`, `type` and `status`. */
export const catalogue = {
  malformed: { status: 400, title: 'The request cannot be read' },
  'validation-failed': { status: 400, title: 'The request does not match its schema' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The resource does not know this method' },
  conflict: { status: 409, title: 'The request contradicts the state of the resource' },
  'idempotency-in-flight': { status: 409, title: 'A request with this Idempotency-Key is being handled' },
  'precondition-failed': { status: 412, title: 'The resource was changed in the meantime' },
  'payload-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the request body is not supported' },
  'idempotency-mismatch': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'precondition-required': { status: 428, title: 'The request must name the version that it changes' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The server failed' },
  undeclared: { status: 500, title: 'The service attempted communication that it does not declare' },
  'shutting-down': { status: 503, title: 'The server is shutting down' },
  'upstream-unavailable': { status: 503, title: 'A service that is needed cannot be reached' },
  timeout: { status: 504, title: 'The request took too long' },
  'upstream-timeout': { status: 504, title: 'A service that is needed took too long' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof catalogue;

/** URI reference that identifies a kind of problem (RFC 9457 §3.1.1). */
export function typeOf(code: ProblemCode): string {
  return `/problems/${code}`;
}
