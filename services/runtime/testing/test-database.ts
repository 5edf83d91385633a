import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import pino from 'pino';
import { type Migrations, migrate } from '../db';
import { testServers } from './run';

/** A database that belongs to one test. */
export interface TestDatabase {
  /** URL of its owner, an ordinary role. */
  readonly url: string;
  readonly name: string;
  /** Ends all sessions of the database, as a restart of the server would. */
  disconnectAll(): Promise<void>;
  drop(): Promise<void>;
}

const templateLock = 2_971_215_073;

/** A new database with these migrations done: cloned from a template that the first caller of the run makes. */
export async function createTestDatabase(migrations: Migrations): Promise<TestDatabase> {
  const { adminUrl, ownerUrl } = testServers().postgresql;
  return withAdmin(adminUrl, async (admin) => {
    const template = await ensureTemplate(admin, ownerUrl, migrations);
    const name = `test_${randomBytes(8).toString('hex')}`;
    await admin.query(`create database ${name} template ${template} owner tests`);
    return {
      name,
      url: urlOf(ownerUrl, name),
      disconnectAll: () =>
        withAdmin(adminUrl, async (client) => {
          await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
        }),
      drop: () =>
        withAdmin(adminUrl, async (client) => {
          await client.query(`drop database if exists ${name} with (force)`);
        }),
    };
  });
}

async function ensureTemplate(admin: Client, ownerUrl: string, migrations: Migrations): Promise<string> {
  const steps = Object.entries(migrations).map(([name, { up }]) => `${name}\n${up}`);
  const template = `template_${createHash('sha256').update(steps.join('\n')).digest('hex').slice(0, 16)}`;
  await admin.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1 and not datallowconn', [
      template,
    ]);
    if (rowCount === 0) {
      await admin.query(`drop database if exists ${template} with (force)`);
      await admin.query(`create database ${template} owner tests`);
      await migrate({ url: urlOf(ownerUrl, template), migrations, logger: pino({ level: 'silent' }) });
      // Nobody can connect to it any more, so nobody stands in the way of cloning.
      await admin.query(`alter database ${template} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [template]);
    }
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [templateLock]);
  }
  return template;
}

async function withAdmin<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function urlOf(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
