import type { Quota, Standing } from '../domain/quota';
import { costMs, waitMs } from '../domain/quota';
import type { SpendQuota } from '../store/spent-quota';
import { LocalQuota } from './local-quota';
import { Recent } from './recent';

export interface SharedQuotasOptions<Name extends string> {
  readonly quotas: Readonly<Record<Name, Quota>>;
  readonly spend: SpendQuota;
  /** Told when the database goes away, with the reason, and when it is back. */
  readonly onAvailability: (available: boolean, reason?: unknown) => void;
  /** How long a client waits for the database, in milliseconds. @default 1000 */
  readonly patienceMs?: number;
  /** How long the database is left alone after it failed, in milliseconds. @default 1000 */
  readonly pauseMs?: number;
}

/** Most refused clients that are remembered. */
const capacity = 10_000;

/**
 * Quotas that all pods keep together in the database. While it is away or slow each pod keeps them by itself: then a
 * client gets the quota once from each pod, and nobody is locked out. A client that was refused is refused here
 * without asking again until its time has come, so that a flood does not reach the database.
 */
export class SharedQuotas<Name extends string> {
  readonly #options: Required<SharedQuotasOptions<Name>>;
  readonly #insurance: ReadonlyMap<string, LocalQuota>;
  readonly #refusedUntil = new Recent<number>(capacity);
  #awayUntil = 0;
  #isAway = false;

  constructor(options: SharedQuotasOptions<Name>) {
    this.#options = { patienceMs: 1_000, pauseMs: 1_000, ...options };
    this.#insurance = new Map(
      Object.entries<Quota>(options.quotas).map(([name, quota]) => [name, new LocalQuota(quota)]),
    );
  }

  async take(name: Name, client: string): Promise<Standing> {
    const quota: Quota = this.#options.quotas[name];
    const key = `${name}:${client}`;
    const now = performance.now();
    const refusedForMs = (this.#refusedUntil.get(key) ?? 0) - now;
    if (refusedForMs > 0) {
      return { quota, admitted: false, debtMs: refusedForMs + 60_000 - costMs(quota) };
    }
    const spent = now < this.#awayUntil ? undefined : await this.#ask({ key, costMs: costMs(quota) });
    if (spent === undefined) {
      return (this.#insurance.get(name) as LocalQuota).take(client);
    }
    const standing = { quota, ...spent };
    if (!spent.admitted) {
      this.#refusedUntil.set(key, performance.now() + waitMs(standing));
    }
    return standing;
  }

  /** @returns `undefined` when the database does not answer in time */
  async #ask(input: Parameters<SpendQuota>[0]): Promise<Awaited<ReturnType<SpendQuota>> | undefined> {
    const { spend, patienceMs, pauseMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
    });
    try {
      const spent = await Promise.race([spend(input), impatience]);
      this.#observe(true);
      return spent;
    } catch (error) {
      this.#awayUntil = performance.now() + pauseMs;
      this.#observe(false, error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #observe(available: boolean, reason?: unknown): void {
    if (this.#isAway === available) {
      this.#isAway = !available;
      this.#options.onAvailability(available, reason);
    }
  }
}
