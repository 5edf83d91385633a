import type { Knex } from 'knex';

/** Table of the messages that a service could not handle and nobody has dealt with yet, or since when. */
export const deadLetterMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table dead_letter (
        consumer text not null,
        message_id text not null,
        subject text not null,
        stream text not null,
        stream_seq bigint not null,
        headers jsonb not null,
        payload text not null,
        payload_encoding text not null,
        error text not null,
        attempts integer not null,
        failed_at timestamptz not null default clock_timestamp(),
        resolved_at timestamptz,
        replay_requested_at timestamptz,
        primary key (consumer, message_id)
      );
      create index dead_letter_resolved on dead_letter (resolved_at) where resolved_at is not null;
      create index dead_letter_open on dead_letter (failed_at) where resolved_at is null;
      create index dead_letter_replay on dead_letter (stream_seq) where replay_requested_at is not null;
    `),
};
