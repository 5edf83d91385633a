/** So many requests a minute; all of them may come at once. */
export interface Quota {
  /** Name in the `RateLimit` headers. */
  readonly name: string;
  /** Requests per minute. */
  readonly perMinute: number;
}

/** How somebody stands with a quota after a request. */
export interface Standing {
  readonly quota: Quota;
  readonly admitted: boolean;
  /** Milliseconds until the whole quota is there again. */
  readonly debtMs: number;
}

const minuteMs = 60_000;

/** Milliseconds that one request costs. */
export function costMs({ perMinute }: Quota): number {
  return minuteMs / perMinute;
}

/**
 * The generic cell rate algorithm: one number for each client, the time at which it has its whole quota again. A
 * request moves that time by its cost, and is refused when that would put it more than a minute ahead; a refused
 * request costs nothing. `store/shared-quotas.ts` does the same in SQL.
 *
 * @param replenishedAt as given back by the last admitted request; any time in the past for a new client
 * @param now on the same clock, in milliseconds
 */
export function admit(
  quota: Quota,
  replenishedAt: number,
  now: number,
): { readonly admitted: boolean; readonly replenishedAt: number } {
  const after = Math.max(replenishedAt, now) + costMs(quota);
  return after - now > minuteMs + rounding
    ? { admitted: false, replenishedAt }
    : { admitted: true, replenishedAt: after };
}

/** Sums of fractions of a millisecond must not cost a client its last request. */
const rounding = 0.001;

/** Requests that would be admitted now. */
export function remaining({ quota, debtMs }: Standing): number {
  return Math.max(0, Math.floor((minuteMs + rounding - debtMs) / costMs(quota)));
}

/** Milliseconds until the next request is admitted; 0: now. */
export function waitMs({ quota, debtMs }: Standing): number {
  return Math.max(0, debtMs + costMs(quota) - minuteMs);
}
