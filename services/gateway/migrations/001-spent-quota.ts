import type { Migration } from '@flotilla/runtime';

/**
 * UNLOGGED: written for every login, and worth nothing after a minute. A crash or a failover empties it, which gives
 * everybody a fresh quota.
 */
export const spentQuotaMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create unlogged table spent_quota (
        key text primary key,
        replenished_at timestamptz not null,
        admitted boolean not null
      );
      create index spent_quota_replenished_at on spent_quota (replenished_at);
    `),
};
