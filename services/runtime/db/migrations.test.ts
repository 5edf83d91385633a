import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { Client } from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createTestDatabase, eventually, startPrivatePostgresql, type TestDatabase } from '../testing';
import { Database, type Migrations, migrate } from '.';

const logger = pino({ level: 'silent' });
const migrations: Migrations = {
  '001-one': { up: (knex: Knex) => knex.raw('create table one (id int)') },
  '002-two': { up: (knex: Knex) => knex.raw('create table two (id int)') },
};

describe('migrations', () => {
  let empty: TestDatabase;

  const withClient = async <T>(url: string, use: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return use(client).finally(() => client.end());
  };
  const tables = (): Promise<string[]> =>
    withClient(empty.url, async (client) => {
      const { rows } = await client.query(`select tablename from pg_tables where schemaname = 'public' order by 1`);
      return rows.map(({ tablename }) => tablename).filter((name) => !name.startsWith('migrations'));
    });

  beforeEach(async () => {
    empty = await createTestDatabase({});
  });

  afterEach(() => empty.drop());

  test('run once, whoever begins them at the same time, and again without effect', async () => {
    let runs = 0;
    const counted = {
      ...migrations,
      '003-three': {
        up: (knex: Knex) => {
          runs += 1;
          return knex.raw('create table three (id int)');
        },
      },
    };
    await Promise.all(Array.from({ length: 4 }, () => migrate({ url: empty.url, migrations: counted, logger })));
    await migrate({ url: empty.url, migrations: counted, logger });
    expect(runs).toBe(1);
    expect(await tables()).toEqual(['one', 'three', 'two']);
  });

  test('leave nothing half done when a step fails, and go on once it is mended', async () => {
    const broken = { ...migrations, '003-broken': { up: (knex: Knex) => knex.raw('create table oops (id nonsense)') } };
    await expect(migrate({ url: empty.url, migrations: broken, logger })).rejects.toThrow(/nonsense/);
    expect(await tables()).toEqual([]);
    await migrate({ url: empty.url, migrations, logger });
    expect(await tables()).toEqual(['one', 'two']);
  });

  test('take over from one that died holding the lock table', async () => {
    await migrate({ url: empty.url, migrations: {}, logger });
    await withClient(empty.url, (client) => client.query('update migrations_lock set is_locked = 1'));
    await migrate({ url: empty.url, migrations, logger });
    expect(await tables()).toEqual(['one', 'two']);
  });

  test('bear steps of a newer release that they do not know', async () => {
    const newer = { ...migrations, '003-three': { up: (knex: Knex) => knex.raw('create table three (id int)') } };
    await migrate({ url: empty.url, migrations: newer, logger });
    await migrate({ url: empty.url, migrations, logger });
    expect(await tables()).toEqual(['one', 'three', 'two']);
  });

  test('decide over readiness', async () => {
    const registry = new Registry();
    const database = new Database({ url: empty.url, applicationName: 'test', migrations, logger, registry });
    await database.start();
    try {
      await expect(database.ready()).rejects.toThrow('the schema is behind this release; run its migrations');
      await migrate({ url: empty.url, migrations, logger });
      await database.ready();
    } finally {
      await database.stop();
    }
  });

  test('and services wait for a server that comes up later', async () => {
    const server = await startPrivatePostgresql();
    const database = new Database({
      url: server.url,
      applicationName: 'test',
      migrations,
      logger,
      registry: new Registry(),
    });
    try {
      await server.stop();
      const migrating = migrate({ url: server.url, migrations, logger });
      const starting = database.start();
      await server.start();
      await Promise.all([migrating, starting]);
      await eventually(() => database.ready());
    } finally {
      await database.stop();
      await server.remove();
    }
  });

  test('and services wait for a role and a database that are made later', async () => {
    const server = await startPrivatePostgresql();
    const url = new URL(server.url);
    url.username = 'later';
    url.pathname = '/later';
    const database = new Database({
      url: url.href,
      applicationName: 'test',
      migrations,
      logger,
      registry: new Registry(),
    });
    try {
      const migrating = migrate({ url: url.href, migrations, logger });
      const starting = database.start();
      const attempts = Promise.all([migrating, starting]);
      await Promise.race([attempts, sleep(300)]);
      await withClient(server.url, (client) => client.query(`create role later login password '${url.password}'`));
      await Promise.race([attempts, sleep(300)]);
      await withClient(server.url, (client) => client.query('create database later owner later'));
      await attempts;
      await eventually(() => database.ready());
    } finally {
      await database.stop();
      await server.remove();
    }
  });

  test('and services say so when the server stays away', async () => {
    const database = new Database({
      url: 'postgres://a:b@127.0.0.1:1/c',
      applicationName: 'test',
      migrations,
      logger,
      registry: new Registry(),
      patienceMs: 0,
    });
    await expect(database.start()).rejects.toThrow(/cannot use the database: .*ECONNREFUSED.*check DATABASE_URL/);
    await expect(migrate({ url: 'postgres://a:b@127.0.0.1:1/c', migrations, logger, patienceMs: 0 })).rejects.toThrow(
      /ECONNREFUSED/,
    );
    await database.stop();
  });
});
