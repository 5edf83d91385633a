import type { Knex } from 'knex';

/**
 * Table of the messages that a service has decided to send. Published rows stay for a while: they are what a broker
 * that lost data is refilled from.
 */
export const outboxMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table outbox (
        id uuid primary key,
        pos bigint generated always as identity,
        xid xid8 not null default pg_current_xact_id(),
        aggregate_type text not null,
        aggregate_id text not null,
        aggregate_version bigint,
        subject text not null,
        type text not null,
        payload jsonb not null,
        headers jsonb not null,
        created_at timestamptz not null default clock_timestamp(),
        attempts integer not null default 0,
        next_attempt_at timestamptz,
        last_error text,
        published_at timestamptz,
        failed_at timestamptz,
        stream_seq bigint
      ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
      create index outbox_unpublished on outbox (xid, pos) where published_at is null and failed_at is null;
      create index outbox_waiting on outbox (next_attempt_at)
        where published_at is null and failed_at is null and next_attempt_at is not null;
      create index outbox_failed on outbox (failed_at) where failed_at is not null;
      create index outbox_published on outbox (published_at) where published_at is not null;
    `),
};
