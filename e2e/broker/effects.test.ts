import { provisionerUser } from '@flotilla/constructs/topology';
import type { ConsumerConfig, JetStreamManager, NatsConnection } from 'nats';
import { administrationOf, type Request } from './administration';
import { type Broker, provision, startBroker } from './broker';
import { readersOf } from './expectation';
import { observer, permissions, topology } from './fleet';

const services = permissions.map(({ name }) => name).filter((name) => name !== provisionerUser);
const readers = readersOf(topology);
const streams = ['ADVISORIES', 'DLQ', 'ORDERS', 'PAYMENTS', 'PRODUCTS', 'USERS'];
const subjects = topology.services.flatMap(({ name, publishes, handles = {} }) => [
  ...Object.keys(publishes),
  ...Object.keys(handles).map((command) => `${name}.v1.cmd.${command}`),
]);

const administration = administrationOf(streams, readers);

describe('what happens on the broker equals the graph', () => {
  let broker: Broker;
  let manager: JetStreamManager;
  const connections = new Map<string, NatsConnection>();
  const connectionOf = (service: string): NatsConnection => connections.get(service) as NatsConnection;

  beforeAll(async () => {
    broker = await startBroker([...permissions, observer]);
    await provision(broker, topology);
    manager = await (await broker.connectAs(observer.name)).jetstreamManager();
    for (const service of services) {
      connections.set(service, await broker.connectAs(service));
    }
  });
  afterAll(() => broker.stop());

  test('a message is stored only where the graph has its sender', async () => {
    for (const service of services) {
      for (const subject of [...subjects, ...services.map((name) => `dlq.${name}.any`)]) {
        await publish(connectionOf(service), subject, service);
      }
    }

    const expected = [
      ...topology.services.flatMap(({ name, publishes }) =>
        Object.keys(publishes).map((subject) => `${name} ${subject}`),
      ),
      ...topology.commands.map(({ from, subject }) => `${from} ${subject}`),
      ...new Set(readers.map(({ service }) => `${service} dlq.${service}.any`)),
    ];
    expect(await storedMessages(manager)).toEqual(expected.sort());
  });

  test.each(services)('%s pulls from its own consumers, and gets the subjects that it subscribes', async (service) => {
    const pulled: Record<string, string[] | 'refused'> = {};
    for (const { stream, durable } of readers) {
      pulled[`${stream} ${durable}`] = await pull(connectionOf(service), stream, durable);
    }

    const expected = readers.map((reader) => [
      `${reader.stream} ${reader.durable}`,
      reader.service === service ? reader.subjects : 'refused',
    ]);
    expect(pulled).toEqual(Object.fromEntries(expected));
  });

  test.each(services)('%s hears no other inbox, and nothing that is not sent to it', async (service) => {
    const connection = await broker.connectAs(service);
    const heard: string[] = [];
    const callback = (error: Error | null, message: { subject: string }): void => {
      if (error === null) {
        heard.push(message.subject);
      }
    };
    const inboxes = services.map((name) => `_INBOX_${name}.x`);
    for (const subject of [...subjects, ...inboxes, '_INBOX.x', '_INBOX.>', 'dlq.>', '>']) {
      connection.subscribe(subject, { callback });
    }
    await connection.flush();

    const sender = await broker.connectAs(observer.name);
    for (const inbox of [...inboxes, '_INBOX.x']) {
      sender.publish(inbox);
    }
    for (const subject of [...subjects, 'dlq.orders.any']) {
      await publish(sender, subject, observer.name);
    }
    await connection.flush();

    expect(heard).toEqual([`_INBOX_${service}.x`]);
  });

  test.each([...services, provisionerUser])('%s cannot read or change what is stored in other ways', async (user) => {
    const before = await serverState(manager);
    const connection = await broker.connectAs(user);

    const answered: string[] = [];
    for (const attempt of administration) {
      if (!(await isRefused(connection, attempt))) {
        answered.push(attempt.name);
      }
    }

    expect(answered).toEqual([]);
    expect(await serverState(manager)).toEqual(before);
  });

  test('the same requests are answered where nothing is refused', async () => {
    const connection = await broker.connectAs(observer.name);
    const refused: string[] = [];
    for (const attempt of administration) {
      if (await isRefused(connection, attempt)) {
        refused.push(attempt.name);
      }
    }
    expect(refused).toEqual([]);
  });
});

/** Publishes and waits until the message is stored or refused. */
async function publish(connection: NatsConnection, subject: string, text: string): Promise<void> {
  await connection
    .jetstream()
    .publish(subject, text)
    .catch((error: { code?: string }) => expect(error.code).toBe('PERMISSIONS_VIOLATION'));
}

/** Whether the server refuses a request for want of permission. Any other answer, an error too, means it does not. */
async function isRefused(connection: NatsConnection, { subject, body }: Request): Promise<boolean> {
  return connection.request(subject, JSON.stringify(body), { timeout: 2_000 }).then(
    () => false,
    (error: { code?: string }) => error.code === 'PERMISSIONS_VIOLATION',
  );
}

async function storedMessages(manager: JetStreamManager): Promise<string[]> {
  const stored: string[] = [];
  for (const stream of streams) {
    const { state } = await manager.streams.info(stream);
    for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
      const message = await manager.streams.getMessage(stream, { seq });
      stored.push(`${message.string()} ${message.subject}`);
    }
  }
  return stored.sort();
}

/** Subjects of what a consumer gives, without acknowledging; or that the server refuses. */
async function pull(connection: NatsConnection, stream: string, durable: string): Promise<string[] | 'refused'> {
  try {
    const consumer = await connection.jetstream().consumers.get(stream, durable);
    const { num_pending: waiting } = await consumer.info();
    const found: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: waiting, expires: 5_000 })) {
      found.push(message.subject);
    }
    return found.sort();
  } catch (error) {
    expect((error as { code?: string }).code).toBe('PERMISSIONS_VIOLATION');
    return 'refused';
  }
}

/** Streams, consumers and how many messages there are, without what moves when someone reads. */
async function serverState(manager: JetStreamManager): Promise<unknown> {
  const state: unknown[] = [];
  for await (const { config, state: messages } of manager.streams.list()) {
    const consumers: ConsumerConfig[] = [];
    for await (const consumer of manager.consumers.list(config.name)) {
      consumers.push(consumer.config);
    }
    state.push({ config, messages: messages.messages, deleted: messages.num_deleted, consumers });
  }
  return state;
}
