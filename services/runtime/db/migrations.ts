import { setTimeout as sleep } from 'node:timers/promises';
import { type Knex, knex } from 'knex';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { clientConfig } from './connection';
import { isConflict, isNotThereYet } from './failures';
import type { Session } from './session';

/** One step of a schema, forward only: releases overlap, so a step must suit the version before it too. */
export interface Migration {
  up(knex: Knex): Promise<unknown>;
}

/** Steps by name, in the order of their names: `{ '001-orders': orders, '002-history': history }`. */
export type Migrations = Readonly<Record<string, Migration>>;

export interface MigrateOptions {
  readonly url: string;
  readonly migrations: Migrations;
  readonly logger: Logger;
  /** How long to wait for a database that is not there yet, in milliseconds. @default 120000 */
  readonly patienceMs?: number;
}

/** Key of the lock under which migrations run; any number that no other lock of the database uses. */
const advisoryLock = 4_807_526_976;
const table = 'migrations';
const retryMs = 500;

/**
 * Brings the schema up to date. Any number of callers may do it at once: they wait for each other, and who finds
 * nothing left to do does nothing. Waits for a database that comes up later.
 *
 * @throws when the database stays away, or a step fails (the steps before it of the same call are rolled back too)
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const deadline = Date.now() + (options.patienceMs ?? 120_000);
  for (;;) {
    try {
      return await underLock(options);
    } catch (error) {
      if (!(isNotThereYet(error) || isConflict(error)) || Date.now() > deadline) {
        throw error;
      }
      options.logger.info({ err: error }, 'the database is not ready for migrations; waiting');
      await sleep(retryMs);
    }
  }
}

/** Whether every step has run; steps of a newer release are no obstacle. */
export async function migrationsCurrent(session: Session, migrations: Migrations): Promise<boolean> {
  const done = await session
    .query<{ name: string }>(`select name from ${table}`)
    .catch((error: { code?: string }) => (error.code === '42P01' ? [] : Promise.reject(error)));
  const names = new Set(done.map(({ name }) => name));
  return Object.keys(migrations).every((name) => names.has(name));
}

/** knex's own lock fails rather than waits, and outlives a crash; a session lock does neither. */
async function underLock({ url, migrations, logger }: MigrateOptions): Promise<void> {
  const holder = new Client({
    ...clientConfig(url, 'migrations'),
    statement_timeout: 0,
    query_timeout: 0,
    lock_timeout: 0,
  });
  holder.on('error', () => undefined);
  try {
    await holder.connect();
    await holder.query('select pg_advisory_lock($1)', [advisoryLock]);
    await runAll(url, migrations, logger);
  } finally {
    await holder.end().catch(() => undefined);
  }
}

async function runAll(url: string, migrations: Migrations, logger: Logger): Promise<void> {
  const runner = knex({
    client: 'pg',
    // A step waits only briefly for locks: behind its waiting DDL every query of the running release would queue up.
    connection: {
      connectionString: url,
      application_name: 'migrations',
      lock_timeout: 5_000,
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: 1 },
    log: {
      warn: (message: unknown) => logger.warn(String(message)),
      error: (message: unknown) => logger.error(String(message)),
      deprecate: (message: unknown) => logger.warn(String(message)),
      debug: (message: unknown) => logger.debug(String(message)),
    },
    migrations: { tableName: table, migrationSource: sourceOf(migrations), disableMigrationsListValidation: true },
  });
  try {
    await runner.migrate.forceFreeMigrationsLock();
    const [, names] = (await runner.migrate.latest()) as [number, string[]];
    logger.info({ migrations: names }, names.length === 0 ? 'the schema is current' : 'the schema was migrated');
  } finally {
    await runner.destroy();
  }
}

function sourceOf(migrations: Migrations): Knex.MigrationSource<string> {
  return {
    getMigrations: async () => Object.keys(migrations).sort(),
    getMigrationName: (name) => name,
    getMigration: async (name) => ({ up: migrations[name]!.up, down: async () => undefined }),
  };
}
