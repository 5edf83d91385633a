import { admit, type Quota, type Standing } from '../domain/quota';
import { Recent } from './recent';

/** Most clients that are remembered; each takes some hundred bytes. */
const capacity = 50_000;

/** A quota that this process keeps by itself, for each key. */
export class LocalQuota {
  readonly #quota: Quota;
  readonly #now: () => number;
  readonly #replenishedAt: Recent<number>;

  /** @param now clock in milliseconds */
  constructor(quota: Quota, now: () => number = () => performance.now(), remembered = capacity) {
    this.#quota = quota;
    this.#now = now;
    this.#replenishedAt = new Recent(remembered);
  }

  take(key: string): Standing {
    const now = this.#now();
    const { admitted, replenishedAt } = admit(this.#quota, this.#replenishedAt.get(key) ?? 0, now);
    this.#replenishedAt.set(key, replenishedAt);
    return { quota: this.#quota, admitted, debtMs: Math.max(0, replenishedAt - now) };
  }
}
