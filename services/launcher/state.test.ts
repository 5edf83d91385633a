import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrivateNats, startPrivatePostgresql } from '@flotilla/runtime/testing';
import { Client } from 'pg';
import { type RunningShop, type StartOptions, startShop } from '.';
import { startPostgresql } from './embedded';
import { postgresqlPlace, removePostgresql } from './servers/postgresql-place';
import { openState } from './state';
import { fleet } from './testing/fleet/fleet';

/** One service of the fleet, out of one state folder, again and again. */
describe('a state folder', () => {
  let parent: string;
  let state: string;
  let shop: RunningShop | undefined;
  const start = async (options: Partial<StartOptions> = {}): Promise<RunningShop> => {
    shop = await startShop({ fleet, state, only: ['shelf'], ...options });
    return shop;
  };
  const items = async (): Promise<unknown> => (await fetch(`${shop?.services.shelf?.url}/items`)).json();

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'flotilla-state-'));
    await chmod(parent, 0o711); // PostgreSQL may run under another account.
    state = join(parent, 'state');
  });
  afterEach(async () => {
    await shop?.stop();
    shop = undefined;
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  test('is made, serves one run at a time, and has variables of its caller', async () => {
    await start({ environment: { shelf: { OWNER: 'a test' } } });
    expect(Object.keys(shop?.services ?? {})).toEqual(['shelf']);
    expect(() => shop?.url).toThrow('no service that passes requests on was started');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'lamp' });
    const posted = await fetch(`${shop?.services.shelf?.url}/items`, { method: 'POST', headers, body });
    expect(posted.status).toBe(201);
    expect(shop?.admin).toMatchObject({ email: 'admin@example.com', isNew: true });
    await expect(startShop({ fleet, state })).rejects.toThrow(
      new RegExp(`^the state folder ${state} is in use by process ${process.pid}; .*--state DIR --port N`),
    );
    expect(await items()).toEqual({ owner: 'a test', admin: 'admin@example.com', items: ['lamp'] });
  });

  test('is given back by a start that fails, which names the service and its reason', async () => {
    await expect(start({ environment: { shelf: { LOG_LEVEL: 'loud' } } })).rejects.toThrow(
      /^shelf ended \(exit code 1\): the service cannot start: .*LOG_LEVEL/s,
    );
    expect((await readdir(state)).filter((name) => /lock|running/.test(name))).toEqual([]);
  });

  test('has the data and the administrator of the run before', async () => {
    await writeFile(join(state, 'lock'), JSON.stringify({ pid: 2 ** 22 })); // Of a run that was killed.
    await start();
    expect(await items()).toEqual({ owner: 'the library', admin: 'admin@example.com', items: ['lamp'] });
    expect(shop?.admin).toMatchObject({ isNew: false, passwordFile: join(state, 'secrets/admin/password') });
  });

  test('uses the administrator of the environment, who has no file', async () => {
    const inherited = { ...process.env, ADMIN_EMAIL: 'ada@example.org', ADMIN_PASSWORD: 'of the environment' };
    await start({ inherited });
    expect(await items()).toMatchObject({ admin: 'ada@example.org' });
    expect(shop?.admin).toEqual({ email: 'ada@example.org', password: 'of the environment', isNew: false });
  });

  test('is migrated again when its databases alone are gone', async () => {
    const folder = await openState({ path: state, fresh: false });
    await removePostgresql(folder);
    await folder.release();
    await start();
    expect(await items()).toMatchObject({ items: [] });
  });

  test('begins anew where that is asked for, and loses nothing that others put there', async () => {
    await writeFile(join(state, 'notes.txt'), 'mine');
    await start({ fresh: true });
    expect(await items()).toMatchObject({ items: [] });
    expect(shop?.admin?.isNew).toBe(true);
    expect(existsSync(join(state, 'notes.txt'))).toBe(true);
  });
});

test('a start whose PostgreSQL cannot run fails at once, whatever else it is waiting for', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'flotilla-broken-'));
  await chmod(parent, 0o711);
  const state = join(parent, 'state');
  await mkdir(state);
  await writeFile(join(state, 'postgresql'), 'no folder');
  try {
    await expect(startShop({ fleet, state, only: ['shelf'] })).rejects.toThrow(/postgresql/);
    expect((await readdir(state)).filter((name) => /lock|running/.test(name))).toEqual([]);
  } finally {
    await rm(parent, { recursive: true });
  }
});

test('PostgreSQL runs though a folder above its state is closed to its account', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'flotilla-closed-')); // mkdtemp makes it 0700.
  const state = await openState({ path: join(closed, 'state'), fresh: false });
  const { adminUrl, stop } = await startPostgresql({ directory: await postgresqlPlace(state), durable: false });
  try {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    await client.end();
  } finally {
    await stop();
    await removePostgresql(state);
    await state.release();
    await rm(closed, { recursive: true });
  }
});

test('servers that are there are used in place of embedded ones, and left alone', async () => {
  const [postgresql, nats] = await Promise.all([startPrivatePostgresql(), startPrivateNats()]);
  try {
    const inherited = { ...process.env, DATABASE_URL: postgresql.url, NATS_URL: nats.url };
    const shop = await startShop({ fleet, isolated: true, only: ['shelf'], inherited });
    try {
      expect(shop.nats.url).toBe(nats.url);
      expect(new URL(shop.postgresql.urlOf('shelf')).port).toBe(new URL(postgresql.url).port);
      await expect(shop.nats.kill()).rejects.toThrow('NATS is a server that is not ours to end');
      const accounts = await readFile(join(shop.state, 'nats-accounts.conf'), 'utf8');
      expect(accounts).toMatch(/nkey: "U[A-Z2-7]+", permissions: \$MAY_SHELF/);
      expect(await (await fetch(`${shop.services.shelf?.url}/items`)).json()).toMatchObject({ items: [] });
    } finally {
      await shop.stop();
    }
    const client = new Client({ connectionString: postgresql.url });
    await client.connect();
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'shelf'");
    await client.end();
    expect(rowCount).toBe(1);
  } finally {
    await Promise.all([postgresql.remove(), nats.remove()]);
  }
});

test('a service that does not exist is refused before anything is taken or started', async () => {
  await expect(startShop({ fleet, isolated: true, only: ['attic'] })).rejects.toThrow(
    'there is no service attic in library; there are shelf, clerk, door',
  );
});
