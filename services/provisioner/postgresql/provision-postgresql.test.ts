import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresqlServer, startPostgresql } from '@flotilla/launcher/embedded';
import { Client } from 'pg';
import { type PostgresqlTarget, provisionPostgresql, standbyRole } from './provision-postgresql';

let directory: string;
let server: PostgresqlServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flotilla-provision-postgresql-'));
  await chmod(directory, 0o711);
  server = await startPostgresql({ directory: join(directory, 'server'), durable: false, ephemeral: true });
});

afterAll(async () => {
  await server.crash();
  await rm(directory, { recursive: true, force: true });
});

const databases = [
  { name: 'orders', password: 'orders-secret' },
  { name: 'users', password: "users'secret" },
];

function run(change: Partial<PostgresqlTarget> = {}, patienceMs = 5_000): Promise<void> {
  const { username: user, password } = new URL(server.adminUrl);
  const target: PostgresqlTarget = {
    host: '127.0.0.1',
    port: server.port,
    user,
    password: decodeURIComponent(password),
    databases,
    ...change,
  };
  return provisionPostgresql(target, { patienceMs, pauseMs: 10, log: () => undefined });
}

async function asRole<T>(role: string, password: string, database: string, use: (client: Client) => Promise<T>) {
  const client = new Client({ host: '127.0.0.1', port: server.port, user: role, password, database });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const one = (client: Client) => client.query('select 1 as one');

test('makes databases that their roles own and may use', async () => {
  await run();
  for (const { name, password } of databases) {
    await asRole(name, password, name, (client) => client.query('create table if not exists t (n int)'));
  }
});

test('no role reaches the database of another, nor the shared ones', async () => {
  await run();
  for (const database of ['users', 'postgres', 'template1']) {
    await expect(asRole('orders', 'orders-secret', database, one)).rejects.toThrow(/permission denied for database/);
  }
});

test('gives roles no right over the server', async () => {
  await run();
  const { rows } = await asRole('orders', 'orders-secret', 'orders', (client) =>
    client.query(
      'select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles where rolname = current_user',
    ),
  );
  expect(Object.values(rows[0] as object)).toEqual([false, false, false, false, false]);
});

test('a second run keeps the data and takes a new password over', async () => {
  await run();
  await asRole('orders', 'orders-secret', 'orders', (client) => client.query('create table kept (n int)'));
  await run({ databases: [{ name: 'orders', password: 'rotated' }] });
  await asRole('orders', 'rotated', 'orders', (client) => client.query('select * from kept'));
  await expect(asRole('orders', 'orders-secret', 'orders', one)).rejects.toThrow(/password authentication failed/);
  await run();
});

test('runs at the same time agree', async () => {
  const fresh = [{ name: 'payments', password: 'p' }];
  await Promise.all(Array.from({ length: 5 }, () => run({ databases: fresh })));
  await asRole('payments', 'p', 'payments', one);
});

test('refuses the names that the server itself uses', async () => {
  await expect(run({ databases: [{ name: 'postgres', password: 'x' }] })).rejects.toThrow(
    'database postgres: the server itself uses this name; rename the service',
  );
});

test('a wrong password of the superuser is said at once, with what to do', async () => {
  await expect(run({ password: 'wrong' })).rejects.toThrow(/keeps the password it was first started with/);
});

test('waits for a server that comes up later', async () => {
  const { port } = server;
  await server.stop();
  const waiting = run({ databases: [{ name: 'late', password: 'x' }] }, 30_000);
  server = await startPostgresql({ directory: join(directory, 'server'), durable: false, ephemeral: true, port });
  await waiting;
  await asRole('late', 'x', 'late', one);
});

test('a second role acts as the first, so that a service may change between them while it runs', async () => {
  const both = { name: 'orders', password: 'first', standbyPassword: 'second' };
  await run({ databases: [both] });
  await asRole(standbyRole('orders'), 'second', 'orders', (client) =>
    client.query('create table made_by_standby (n int)'),
  );
  await asRole('orders', 'first', 'orders', async (client) => {
    await client.query('drop table made_by_standby');
    await run({ databases: [{ ...both, standbyPassword: 'third' }] });
    expect((await one(client)).rows).toEqual([{ one: 1 }]);
  });
  await expect(asRole(standbyRole('orders'), 'second', 'orders', one)).rejects.toThrow(/password/);
  await expect(asRole(standbyRole('orders'), 'third', 'users', one)).rejects.toThrow(/permission denied/);
});
