import { Problem } from '@flotilla/runtime';

export interface HashingQueueOptions {
  /** Works at the same time. */
  readonly concurrency: number;
  /** Works that wait for their turn; more are refused. */
  readonly waiting: number;
}

/** Bounds what hashing takes: memory and processors by the works that run, time by the works that wait. */
export class HashingQueue {
  readonly #options: HashingQueueOptions;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(options: HashingQueueOptions) {
    this.#options = options;
  }

  /**
   * Runs a work when its turn has come.
   * @param signal when aborted, a work that still waits is dropped
   * @throws the problem `too-many-requests` when too many wait already
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#running < this.#options.concurrency) {
      this.#running += 1;
    } else {
      await this.#turn(signal);
    }
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** Resolves with a place among the running works. */
  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#options.waiting) {
      throw new Problem('too-many-requests', {
        detail: 'Too many passwords are being checked; try again shortly.',
        headers: { 'retry-after': '1' },
      });
    }
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(begin);
        reject(signal.reason);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(begin);
    });
  }

  /** Hands the place on to whoever has waited longest. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
    } else {
      this.#waiting.delete(next);
      next();
    }
  }
}
