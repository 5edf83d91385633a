import type { Knex } from 'knex';

/** Finds the sagas that have served their time. */
export const endedSagaMigration = {
  up: (knex: Knex): Promise<unknown> => knex.raw(`create index saga_ended on saga (updated_at) where status = 'ended'`),
};
