import { Problem } from '../errors';

/** When an answer must be there. Its signal goes to every statement and request that the answer waits for. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #at: number;
  readonly #timer: NodeJS.Timeout;

  /** @param ms time from now, in milliseconds */
  constructor(ms: number) {
    this.#at = performance.now() + ms;
    this.#timer = setTimeout(() => this.abort(new Problem('timeout')), ms).unref();
  }

  /** Aborted with the problem `timeout`, or with the reason given to `abort`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Time left, in milliseconds; 0 when it is over. */
  get remainingMs(): number {
    // A timer may go off a fraction of a millisecond before its time.
    return this.signal.aborted ? 0 : Math.max(0, this.#at - performance.now());
  }

  /** Nobody waits for the answer any more, e.g. because the client went away. */
  abort(reason: Error): void {
    this.clear();
    this.#controller.abort(reason);
  }

  /** The answer is there. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
