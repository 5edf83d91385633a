import type { Migration } from '@flotilla/runtime';

/** One row per login that still can be continued; a revoked family has none. */
export const refreshFamilyMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table refresh_family (
        family_hash bytea primary key,
        token_hash bytea not null,
        account_id uuid not null references account on delete cascade,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      );
      create index refresh_family_account on refresh_family (account_id);
      create index refresh_family_expires on refresh_family (expires_at);
    `),
};
