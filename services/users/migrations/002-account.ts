import type { Migration } from '@flotilla/runtime';

/** Milliseconds are all that cursors of the list carry, so `created_at` has no more. */
export const accountMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table account (
        id uuid primary key,
        email text not null constraint account_email unique constraint account_email_normalised check (email = lower(email)),
        name text not null,
        roles text[] not null,
        password_hash text not null,
        password_version integer not null default 1,
        version bigint not null default 1,
        created_at timestamptz(3) not null default now()
      );
      create index account_newest on account (created_at desc, id desc);
      create index account_administrators on account (id) where 'admin' = any(roles);
    `),
};
