import type { Knex } from 'knex';

/** Table of requests that carry an Idempotency-Key: claimed while one is handled, then with its answer. */
export const idempotencyMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table idempotency (
        user_id text not null,
        route text not null,
        key text not null,
        fingerprint bytea not null,
        claim uuid not null,
        claimed_until timestamptz not null,
        status smallint,
        headers jsonb,
        body text,
        expires_at timestamptz not null,
        primary key (user_id, route, key)
      ) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
      create index idempotency_expires on idempotency using brin (expires_at);
    `),
};
