import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compileChart,
  HelmChart,
  type JsonObject,
  Platform,
  renderChart,
  type ServiceDeclaration,
  topologyOf,
} from '@flotilla/constructs';
import { findNatsServer, type NatsServer, startNatsServer } from '@flotilla/launcher/embedded';
import { App } from 'cdk8s';
import { connect, type NatsConnection, nkeyAuthenticator } from 'nats';
import { readProvisioningInput, readRecipes } from './input';
import { provisionNats } from './nats/provision-nats';
import { directoryStore } from './secrets/directory-store';
import { makeMissingSecrets } from './secrets/make-missing';

/** What a chart gives the Jobs and the server, followed from the empty cluster to a message that is read. */

const http = { port: 3000, adminPort: 9090, routes: [] };
const declarations: ServiceDeclaration[] = [
  {
    name: 'sender',
    description: 'Says hello.',
    http,
    config: {},
    calls: {},
    database: { migrations: true },
    publishes: { 'sender.v1.hello.said': { version: 1, schema: 'Hello', description: 'Hello.' } },
    subscribes: {},
  },
  {
    name: 'late-reader',
    description: 'Hears it.',
    http,
    config: {},
    calls: {},
    publishes: {},
    subscribes: { 'sender.v1.hello.said': { version: 1 } },
  },
];

const patience = { log: () => undefined, patienceMs: 10_000, pauseMs: 20 };
let directory: string;
let objects: JsonObject[];
let server: NatsServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flotilla-platform-chart-'));
  const chart = new HelmChart(new App(), 'platform', {
    version: '1.0.0',
    appVersion: '1.0.0',
    description: 'A platform.',
    source: 'charts/platform.ts',
  });
  new Platform(chart, 'platform', { topology: topologyOf(declarations), tokenKeys: 'token-keys', admin: 'admin' });
  objects = renderChart(compileChart(chart), {
    release: { name: 'demo', namespace: 'demo' },
    values: [{ nats: { replicas: 1 }, bootstrap: { enabled: true } }],
  });
  await bootstrap();
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

function configMap(name: string): Record<string, string> {
  const found = objects.filter(({ kind, metadata }) => {
    return kind === 'ConfigMap' && ((metadata as JsonObject).name as string).startsWith(name);
  });
  expect(found).toHaveLength(1);
  return found[0]?.data as Record<string, string>;
}

async function folderOf(name: string, changed: (text: string) => string = (text) => text): Promise<string> {
  const folder = join(directory, name);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(configMap(name))) await writeFile(join(folder, file), changed(text));
  return folder;
}

const secrets = (): string => join(directory, 'secrets');

async function bootstrap(): Promise<void> {
  const recipes = await readRecipes(await folderOf('demo-bootstrap-input'));
  await makeMissingSecrets(recipes, directoryStore(secrets()), patience);
}

/** Mounts configuration and public keys as the pod does; listeners and the store are the test's own. */
async function startServer(): Promise<NatsServer> {
  const config = configMap('demo-nats-config')['nats.conf'] as string;
  const folder = join(directory, 'nats');
  await mkdir(join(folder, 'users'), { recursive: true });
  for (const user of ['sender', 'late-reader', 'provisioner']) {
    const publicKey = await readFile(join(secrets(), `demo-${user}-nats`, 'public.conf'));
    await writeFile(join(folder, 'users', `${user}.conf`), publicKey);
  }
  const { path: binary } = await findNatsServer(join(process.cwd(), '.flotilla', 'tools'));
  const configuration = config.replace(/^(server_name|host|port|http):.*\n/gm, '').replace(/^jetstream \{[^}]*\}/m, '');
  return startNatsServer({ binary, directory: folder, configuration, ephemeral: true, durable: false });
}

async function connectAs(user: string): Promise<NatsConnection> {
  const seed = await readFile(join(secrets(), `demo-${user}-nats`, 'nkey'));
  return connect({ servers: server.url, authenticator: nkeyAuthenticator(seed), inboxPrefix: `_INBOX_${user}` });
}

async function provision(): Promise<void> {
  const { nats } = await readProvisioningInput(await folderOf('demo-provisioner-input'));
  const seed = await readFile(join(secrets(), 'demo-provisioner-nats', 'nkey'), 'utf8');
  if (nats === undefined) throw new Error('the chart gives the provisioner nothing to do on NATS');
  await provisionNats({ ...nats, url: server.url, seed }, patience);
}

test('every secret file that a pod mounts is in a Secret that bootstrap makes', async () => {
  const made = await readRecipes(await folderOf('demo-bootstrap-input'));
  const mounted = JSON.stringify(objects).match(/"secret":\{[^}]*"(?:name|secretName)":"[^"]+"/g) ?? [];
  const names = new Set(mounted.map((text) => /"(?:name|secretName)":"([^"]+)"/.exec(text)?.[1]));
  expect(made.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
  expect(names.size).toBeGreaterThan(3);
});

test('the provisioner makes streams and consumers with what the chart grants it', async () => {
  await provision();
  await provision();
});

test('services talk as they are declared, and in no other way', async () => {
  await provision();
  const [sender, reader] = await Promise.all([connectAs('sender'), connectAs('late-reader')]);
  try {
    await sender.jetstream().publish('sender.v1.hello.said', 'hello');
    const consumer = await reader.jetstream().consumers.get('SENDER', 'late-reader-events');
    expect((await consumer.next({ expires: 5_000 }))?.string()).toBe('hello');
    await expect(reader.request('sender.v1.hello.said', 'forged', { timeout: 5_000 })).rejects.toThrow(/permission/i);
  } finally {
    await Promise.all([sender.close(), reader.close()]);
  }
});

test('the database of the fleet is asked for with the password that its Secret has', async () => {
  const { postgresql } = await readProvisioningInput(await folderOf('demo-provisioner-input'));
  expect(postgresql).toMatchObject({ host: 'demo-postgresql', port: 5432, user: 'postgres' });
  expect(postgresql?.databases).toEqual([
    {
      name: 'sender',
      passwordFile: '/var/run/secrets/flotilla/databases/sender',
      standbyPasswordFile: '/var/run/secrets/flotilla/databases/sender.standby',
    },
  ]);
  const url = await readFile(join(secrets(), 'demo-sender-db-secret', 'db_url'), 'utf8');
  const password = await readFile(join(secrets(), 'demo-sender-db-secret', 'password'), 'utf8');
  expect(url).toBe(`postgres://sender:${password}@demo-postgresql:5432/sender`);
});
