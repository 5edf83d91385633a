import type { Knex } from 'knex';

/** Tables of what a service's consumers have done: each message once, each aggregate up to a version. */
export const inboxMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table inbox (
        consumer text not null,
        message_id text not null,
        received_at timestamptz not null default clock_timestamp(),
        primary key (consumer, message_id)
      );
      create index inbox_received on inbox using brin (received_at);
      create table inbox_position (
        consumer text not null,
        aggregate_type text not null,
        aggregate_id text not null,
        version bigint not null,
        primary key (consumer, aggregate_type, aggregate_id)
      );
    `),
};
