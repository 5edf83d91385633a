import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, type NatsServer, startNatsServer } from '@flotilla/launcher/embedded';
import { connect, type JetStreamManager, type NatsConnection, nkeyAuthenticator } from 'nats';
import { createNkey } from '../keys/nkey';
import { type NatsTarget, provisionNats } from './provision-nats';

const administrator = createNkey();
const provisioner = createNkey();
const second = 1_000_000_000;

/** What a provisioner of these streams and consumers is granted, and no more. */
const grants = [
  '$JS.API.STREAM.CREATE.ORDERS',
  '$JS.API.STREAM.UPDATE.ORDERS',
  '$JS.API.CONSUMER.CREATE.ORDERS.products-events',
];

const configuration = `accounts { FLEET { jetstream: enabled, users: [
  { nkey: ${administrator.publicKey} }
  { nkey: ${provisioner.publicKey}, permissions {
    publish { allow: ${JSON.stringify(grants)} }, subscribe { allow: ["_INBOX_provisioner.>"] }
  } }
] } }`;

let directory: string;
let server: NatsServer;
let connection: NatsConnection;
let manager: JetStreamManager;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flotilla-provision-nats-'));
  const { path: binary } = await findNatsServer(join(process.cwd(), '.flotilla', 'tools'));
  server = await startNatsServer({ binary, directory, configuration, ephemeral: true, durable: false });
  connection = await connect({
    servers: server.url,
    authenticator: nkeyAuthenticator(Buffer.from(administrator.seed)),
  });
  manager = await connection.jetstreamManager();
});

afterAll(async () => {
  await connection.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

afterEach(async () => {
  for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
});

const stream = {
  name: 'ORDERS',
  subjects: ['orders.v1.>'],
  storage: 'file',
  retention: 'limits',
  discard: 'old',
  max_age: 86_400 * second,
  max_bytes: 2 ** 20,
  duplicate_window: 600 * second,
  num_replicas: 1,
  deny_delete: true,
  allow_direct: false,
};
const consumer = {
  durable_name: 'products-events',
  filter_subjects: ['orders.v1.order.placed'],
  deliver_policy: 'all',
  ack_policy: 'explicit',
  ack_wait: 30 * second,
  backoff: [30 * second, 60 * second],
  max_deliver: 8,
  max_ack_pending: 32,
};

function run(change: Partial<NatsTarget> = {}, patienceMs = 5_000): Promise<string[]> {
  const messages: string[] = [];
  const target: NatsTarget = {
    url: server.url,
    seed: provisioner.seed,
    inboxPrefix: '_INBOX_provisioner',
    streams: [stream],
    consumers: [{ stream: 'ORDERS', config: consumer }],
    ...change,
  };
  return provisionNats(target, {
    patienceMs,
    pauseMs: 10,
    log: (message, fields = {}) => {
      messages.push(`${message} ${JSON.stringify(fields)}`);
    },
  }).then(() => messages);
}

test('makes streams and durable consumers as they are declared', async () => {
  await run();
  expect((await manager.streams.info('ORDERS')).config).toMatchObject(stream);
  expect((await manager.consumers.info('ORDERS', 'products-events')).config).toMatchObject(consumer);
});

test('a second run changes nothing and keeps what is stored', async () => {
  await run();
  await connection.jetstream().publish('orders.v1.order.placed', 'one');
  const before = await manager.streams.info('ORDERS');
  await run();
  const after = await manager.streams.info('ORDERS');
  expect(after.created).toBe(before.created);
  expect(after.state.messages).toBe(1);
  expect((await manager.consumers.info('ORDERS', 'products-events')).num_pending).toBe(1);
});

test('runs at the same time agree', async () => {
  await Promise.all([run(), run(), run(), run()]);
  expect((await manager.streams.info('ORDERS')).config).toMatchObject(stream);
});

test('changes a stream and a consumer to a new declaration', async () => {
  await run();
  await connection.jetstream().publish('orders.v1.order.placed', 'one');
  const subjects = ['orders.v1.>', 'orders.v2.>'];
  const filter_subjects = ['orders.v1.order.placed', 'orders.v2.order.placed'];
  await run({
    streams: [{ ...stream, subjects, max_bytes: 2 ** 21 }],
    consumers: [{ stream: 'ORDERS', config: { ...consumer, filter_subjects, max_ack_pending: 64 } }],
  });
  const changed = await manager.streams.info('ORDERS');
  expect(changed.config).toMatchObject({ subjects, max_bytes: 2 ** 21 });
  expect(changed.state.messages).toBe(1);
  const { config } = await manager.consumers.info('ORDERS', 'products-events');
  expect(config).toMatchObject({ filter_subjects, max_ack_pending: 64 });
});

test('says at once what the server refuses for good', async () => {
  await run();
  await expect(run({ streams: [{ ...stream, storage: 'memory' }] })).rejects.toThrow(
    /^stream ORDERS: NATS says ".*storage.*" \(\d+\); it cannot become what is declared/,
  );
  await expect(
    run({ consumers: [{ stream: 'ORDERS', config: { ...consumer, deliver_policy: 'new' } }] }),
  ).rejects.toThrow(/^consumer products-events of ORDERS: NATS says ".*deliver policy.*"/);
});

test('waits for a cluster that cannot hold as many copies yet', async () => {
  await expect(run({ streams: [{ ...stream, num_replicas: 3 }] }, 100)).rejects.toThrow(
    /^stream ORDERS: NATS says "replicas > 1 not supported/,
  );
});

test('waits for a server that does not know its key yet', async () => {
  await expect(run({ seed: createNkey().seed }, 100)).rejects.toThrow(
    `no connection to NATS at ${server.url}: 'Authorization Violation'`,
  );
});

test('waits for a server that comes up later', async () => {
  const { port } = server;
  await connection.close();
  await server.stop();
  const waiting = run({}, 20_000);
  const { path: binary } = await findNatsServer(join(process.cwd(), '.flotilla', 'tools'));
  server = await startNatsServer({ binary, directory, configuration, port, ephemeral: true, durable: false });
  expect((await waiting)[0]).toContain('waiting {"reason":"no connection to NATS');
  connection = await connect({
    servers: server.url,
    authenticator: nkeyAuthenticator(Buffer.from(administrator.seed)),
  });
  manager = await connection.jetstreamManager();
  expect((await manager.streams.info('ORDERS')).config).toMatchObject(stream);
});

test('names a subject that its permissions lack', async () => {
  await expect(run({ streams: [{ ...stream, name: 'USERS', subjects: ['users.v1.>'] }] })).rejects.toThrow(
    'NATS refuses $JS.API.STREAM.CREATE.USERS to this user; its permissions must come from the same topology',
  );
});
