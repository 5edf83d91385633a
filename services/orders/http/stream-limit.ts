import { Problem } from '@flotilla/runtime';

export interface StreamLimits {
  /** Of one user. */
  readonly perUser: number;
  /** Of all users, in this process. */
  readonly inTotal: number;
}

/** Counts open streams, so that neither one user nor all together take more connections than are to be had. */
export class StreamLimit {
  readonly #limits: StreamLimits;
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /**
   * Takes a place for a stream.
   * @returns gives it back; further calls do nothing
   * @throws the problem `too-many-requests` when there is none
   */
  enter(userId: string): () => void {
    const own = this.#open.get(userId) ?? 0;
    if (own >= this.#limits.perUser || this.#total >= this.#limits.inTotal) {
      const detail =
        own >= this.#limits.perUser
          ? `You follow ${own} orders already; close a stream first.`
          : 'Too many orders are being followed; ask for the order itself for a while.';
      throw new Problem('too-many-requests', { detail, headers: { 'retry-after': '5' } });
    }
    this.#open.set(userId, own + 1);
    this.#total += 1;
    let left = false;
    return () => {
      if (!left) {
        left = true;
        this.#leave(userId);
      }
    };
  }

  #leave(userId: string): void {
    const own = (this.#open.get(userId) ?? 1) - 1;
    if (own === 0) {
      this.#open.delete(userId);
    } else {
      this.#open.set(userId, own);
    }
    this.#total -= 1;
  }
}
