import { remaining, type Standing, waitMs } from '../domain/quota';

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): a quota and its window; what is left,
 * and the seconds until all of it is there again.
 */
export function rateLimitHeaders(standings: readonly Standing[]): { readonly policy: string; readonly state: string } {
  return {
    policy: standings.map(({ quota }) => `"${quota.name}";q=${quota.perMinute};w=60`).join(', '),
    state: standings
      .map((standing) => `"${standing.quota.name}";r=${remaining(standing)};t=${seconds(standing.debtMs)}`)
      .join(', '),
  };
}

/** `Retry-After` of a refused request. */
export function retryAfter(standing: Standing): string {
  return String(Math.max(1, seconds(waitMs(standing))));
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
