import type { ServerResponse } from 'node:http';
import type { Route } from '@flotilla/constructs/declaration';
import { Problem } from '@flotilla/runtime';
import type { Quota, Standing } from '../domain/quota';
import { LocalQuota } from './local-quota';
import { rateLimitHeaders, retryAfter } from './rate-limit-headers';
import type { SharedQuotas } from './shared-quotas';

/** Limit classes whose quota all pods share. */
export type SharedClass = Exclude<NonNullable<Route['limit']>, 'default'>;

export interface LimitsOptions {
  /** Of every client address, in each pod. */
  readonly perAddress: Quota;
  readonly shared: SharedQuotas<SharedClass>;
  readonly onRefused: (quota: string) => void;
}

/** Whom the quota of a class belongs to: accounts that do not exist yet have only an address. */
const holder = { login: 'network', register: 'network', order: 'user' } as const satisfies Record<SharedClass, string>;

/** Keeps clients within their quotas, and tells them how they stand. */
export class Limits {
  readonly #options: LimitsOptions;
  readonly #perAddress: LocalQuota;

  constructor(options: LimitsOptions) {
    this.#options = options;
    this.#perAddress = new LocalQuota(options.perAddress);
  }

  /**
   * Counts any request.
   * @param network of the client
   * @throws the problem `too-many-requests`
   */
  countRequest(network: string, response: ServerResponse): Standing {
    const standing = this.#perAddress.take(network);
    this.#admit([standing], response);
    return standing;
  }

  /**
   * Counts a request of a class that has a quota of its own.
   * @param general how the client stands with the quota for all requests
   * @throws the problem `too-many-requests`
   */
  async countClass(
    limit: SharedClass,
    client: { readonly network: string; readonly user: string | undefined },
    general: Standing,
    response: ServerResponse,
  ): Promise<void> {
    const standing = await this.#options.shared.take(limit, client[holder[limit]] ?? client.network);
    this.#admit([general, standing], response);
  }

  #admit(standings: readonly Standing[], response: ServerResponse): void {
    const { policy, state } = rateLimitHeaders(standings);
    response.setHeader('ratelimit-policy', policy);
    response.setHeader('ratelimit', state);
    const refused = standings.find(({ admitted }) => !admitted);
    if (refused !== undefined) {
      this.#options.onRefused(refused.quota.name);
      throw new Problem('too-many-requests', {
        detail: `At most ${refused.quota.perMinute} requests of this kind per minute.`,
        headers: { 'retry-after': retryAfter(refused) },
      });
    }
  }
}
