import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { topologyOf } from '@flotilla/constructs/topology';
import { eventually } from '@flotilla/runtime/testing';
import { connect, type NatsConnection, nkeyAuthenticator } from 'nats';
import { Client } from 'pg';
import { observeFleet, type RunningShop, startShop } from '.';
import { fleet } from './testing/fleet/fleet';
import { processesWith } from './testing/processes';

async function post(shop: RunningShop, name: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${shop.url}/items`, { method: 'POST', headers, body: JSON.stringify({ name }) })).status;
}

async function get<T>(shop: RunningShop, path: string): Promise<T> {
  return (await (await fetch(`${shop.url}${path}`)).json()) as T;
}

async function connectAs(shop: RunningShop, user: string): Promise<NatsConnection> {
  const seed = new TextEncoder().encode(await shop.nats.seedOf(user));
  return connect({
    servers: shop.nats.url,
    authenticator: nkeyAuthenticator(seed),
    inboxPrefix: `_INBOX_${user}`,
    reconnect: false,
  });
}

describe('a fleet that was started', () => {
  let shop: RunningShop;

  beforeAll(async () => {
    const backoff = { firstMs: 20, lastMs: 200, forgetMs: 30_000 };
    shop = await startShop({ fleet, isolated: true, inherited: { PATH: process.env.PATH, OWNER: '' }, backoff });
  });
  afterAll(() => shop.stop());

  test('answers at its door, calls its peers and hears their events', async () => {
    expect(await post(shop, 'lamp')).toBe(201);
    expect(await get(shop, '/items')).toEqual({ owner: 'the library', admin: 'admin@example.com', items: ['lamp'] });
    await eventually(async () => expect(await get(shop, '/notes')).toEqual({ notes: ['lamp'], count: 1 }));
  });

  test('has the permissions of the chart: a service cannot publish what another one owns', async () => {
    const [clerk, shelf] = await Promise.all([connectAs(shop, 'clerk'), connectAs(shop, 'shelf')]);
    try {
      const forged = clerk.request('shelf.v1.item.added', 'forged', { timeout: 5_000 });
      await expect(forged).rejects.toThrow(/permissions violation/i);
      await expect(shelf.request('shelf.v1.item.added', '{}', { timeout: 5_000 })).resolves.toBeDefined();
      await expect(connect({ servers: shop.nats.url, reconnect: false })).rejects.toThrow(/authorization/i);
    } finally {
      await Promise.all([clerk.close(), shelf.close()]);
    }
  });

  test('keeps the database of a service from the others', async () => {
    const crossed = Object.assign(new URL(shop.postgresql.urlOf('clerk')), { pathname: '/shelf' });
    await expect(new Client({ connectionString: crossed.href }).connect()).rejects.toMatchObject({ code: '42501' });
  });

  test('keeps its secrets in files that only their owner reads, gives services no others than their own, and logs none', async () => {
    const folder = join(shop.state, 'secrets');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(8);
    const log = shop.logs.map(({ line }) => line).join('\n');
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      expect([path, (await stat(path)).mode & 0o777]).toEqual([path, 0o600]);
      if (!['email', 'public', 'public.conf'].includes(name)) {
        expect(log).not.toContain((await readFile(path, 'utf8')).trim());
      }
    }
    const environment = await readFile(`/proc/${shop.services.clerk?.pid}/environ`, 'utf8');
    expect(environment).toContain('NATS_NKEY_SEED_FILE=');
    expect(environment).not.toMatch(/ADMIN_PASSWORD|TOKEN_SIGNING_KEYS/);
  });

  test('starts a service again that has died, and says so', async () => {
    const shelf = shop.services.shelf!;
    const before = shelf.pid;
    shelf.kill('SIGKILL');
    await eventually(() => shelf.pid !== undefined && shelf.pid !== before);
    expect(await get(shop, '/items')).toMatchObject({ items: ['lamp'] });
    expect(shop.logs.some(({ line }) => line.includes('shelf ended (signal SIGKILL); it is started again'))).toBe(true);
  });

  test('restarts a service in good order', async () => {
    const clerk = shop.services.clerk!;
    const before = clerk.pid;
    await clerk.restart();
    expect(clerk.pid).not.toBe(before);
    expect(await get(shop, '/notes')).toMatchObject({ count: 1 });
  });

  test('gets its servers back on their ports, with their data', async () => {
    const { url } = shop.nats;
    await shop.nats.kill();
    expect(await post(shop, 'chair')).toBe(201);
    await shop.nats.restart();
    expect(shop.nats.url).toBe(url);
    await shop.postgresql.restart();
    await eventually(async () => {
      expect(await get(shop, '/notes')).toEqual({ notes: ['chair', 'lamp'], count: 2 });
    });
  });

  test('shows which declared edges are used, and which never were', async () => {
    await shop.services.door?.restart();
    const adminUrls = Object.fromEntries(Object.entries(shop.services).map(([name, { adminUrl }]) => [name, adminUrl]));
    const { edges, silent } = await observeFleet(topologyOf(fleet.declarations), adminUrls);
    expect(silent).toEqual([]);
    expect(edges.map(({ edge, what, count }) => [edge.from, edge.to, edge.kind, what, Number(count) > 0])).toEqual([
      ['clerk', 'shelf', 'call', 'count', true],
      ['door', 'clerk', 'forward', undefined, false],
      ['door', 'shelf', 'forward', undefined, false],
      ['shelf', 'clerk', 'event', 'shelf.v1.item.added', true],
    ]);
  });

  test('meets no other copy', async () => {
    const other = await startShop({ fleet, isolated: true });
    try {
      expect(await get(other, '/items')).toMatchObject({ items: [] });
      expect(other.state).not.toBe(shop.state);
    } finally {
      await other.stop();
    }
    await eventually(async () => expect(await processesWith(other.state)).toEqual([]));
    await expect(stat(other.state)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await get(shop, '/items')).toMatchObject({ items: ['chair', 'lamp'] });
  });
});
