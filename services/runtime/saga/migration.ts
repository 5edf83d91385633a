import type { Knex } from 'knex';

/** Table of the sagas of a service, running and ended. */
export const sagaMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table saga (
        id uuid primary key,
        type text not null,
        key text not null,
        step text not null,
        status text not null check (status in ('active', 'ended')),
        data jsonb not null,
        version integer not null,
        deadline_at timestamptz,
        attempts integer not null default 0,
        correlation_id text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (type, key)
      );
      create index saga_deadline on saga (type, deadline_at) where deadline_at is not null;
      create index saga_active on saga (type, step) where status = 'active';
    `),
};
