import type { Migration } from '@flotilla/runtime';

/**
 * Failures by SHA-256 of a normalised email, whether or not there is such an account. Unlogged: after a crash of the
 * server counting begins anew, in return for which it costs no flush.
 */
export const loginFailureMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create unlogged table login_failure (
        subject bytea primary key,
        failures integer not null,
        expires_at timestamptz not null
      ) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
      create index login_failure_expires on login_failure (expires_at);
    `),
};
