import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log';

export interface Patience {
  readonly log: Log;
  /** How long to go on trying, in milliseconds. @default 600000 */
  readonly patienceMs?: number;
  /** Pause between two attempts, in milliseconds. @default 1000 */
  readonly pauseMs?: number;
  /** Aborted when nobody waits any more. @default - never */
  readonly signal?: AbortSignal;
}

/** Something that another attempt may heal: a server that is not there yet, a right that is not known everywhere yet. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}

/**
 * Repeats an attempt while it throws `NotYet`. Each reason is written to the log once.
 *
 * @throws what the attempt throws, `NotYet` only when patience has run out; an `AbortError` when nobody waits any more
 */
export async function patiently<T>(attempt: () => Promise<T>, options: Patience): Promise<T> {
  const { log, patienceMs = 600_000, pauseMs = 1_000, signal } = options;
  const deadline = Date.now() + patienceMs;
  let last = '';
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NotYet) || Date.now() + pauseMs > deadline) throw error;
      if (error.message !== last) log('waiting', { reason: error.message });
      last = error.message;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
