import type { IncomingMessage, ServerResponse } from 'node:http';

export interface CorsOptions {
  /** Origins that browsers may call from. */
  readonly origins: readonly string[];
  /** Request headers that scripts may set, besides those that they always may. */
  readonly requestHeaders: readonly string[];
}

/** What scripts may read of an answer, besides what they always may. */
const exposed = [
  'ETag',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');

/** How long a browser remembers the answer to a preflight request, in seconds. */
const maxAge = '600';

/**
 * Cross-origin requests (Fetch standard §3.3). Tokens travel in `Authorization`, which scripts set themselves, so
 * credentials that browsers add are never allowed.
 */
export class Cors {
  readonly #origins: ReadonlySet<string>;
  readonly #requestHeaders: string;

  constructor({ origins, requestHeaders }: CorsOptions) {
    this.#origins = new Set(origins);
    this.#requestHeaders = [...requestHeaders].sort().join(', ');
  }

  /** Says who may read the answer. */
  answer({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
    if (this.#origins.size === 0) {
      return;
    }
    response.setHeader('vary', 'Origin');
    if (origin !== undefined && this.#origins.has(origin)) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', exposed);
    }
  }

  /** Adds what a browser asks before it sends a request. @param methods of the path */
  preflight({ headers }: IncomingMessage, response: ServerResponse, methods: readonly string[]): void {
    const { origin } = headers;
    if (origin === undefined || headers['access-control-request-method'] === undefined || !this.#origins.has(origin)) {
      return;
    }
    response.appendHeader('vary', 'Access-Control-Request-Method, Access-Control-Request-Headers');
    response.setHeader('access-control-allow-methods', methods.join(', '));
    response.setHeader('access-control-allow-headers', this.#requestHeaders);
    response.setHeader('access-control-max-age', maxAge);
  }
}
