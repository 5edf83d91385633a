import type { Knex } from 'knex';

/** Accounts that are gone, for as long as tokens of theirs may be about; a read model. */
export const deletedUserMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table deleted_user (
        user_id text primary key,
        deleted_at timestamptz not null default clock_timestamp()
      );
      create index deleted_user_deleted_at on deleted_user (deleted_at);
    `),
};
