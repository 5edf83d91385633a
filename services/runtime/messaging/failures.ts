/** A handler's word that a message will never succeed: it becomes a dead letter at once, without further attempts. */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
}

/** Earlier versions of the aggregate have not arrived yet. */
export class VersionGapError extends Error {
  override readonly name = 'VersionGapError';
}

/** The row was changed by somebody else in between; the same work may succeed when repeated. */
export class ConcurrentChangeError extends Error {
  override readonly name = 'ConcurrentChangeError';
}

const delaysSeconds = [1, 5, 15, 30, 60, 120] as const;

/**
 * Pause before the delivery after this one, ±20 %, so that messages that failed together do not come back together.
 * @param attempt 1 after the first delivery
 * @param secondMs length of a second in milliseconds; shorter in tests
 */
export function retryDelayMs(attempt: number, secondMs: number): number {
  const seconds = delaysSeconds[Math.min(attempt, delaysSeconds.length) - 1] as number;
  return seconds * secondMs * (0.8 + Math.random() * 0.4);
}
