import { inboxPrefix } from '@flotilla/constructs/declaration';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { type Database, migrate } from '../../db';
import { Outbox } from '../../outbox';
import {
  CleanupStack,
  createStreams,
  eventually,
  type PrivateServer,
  startPrivateNats,
  startPrivatePostgresql,
} from '../../testing';
import type { NatsBroker } from '../nats';
import {
  audit,
  auditConsumers,
  effects,
  ledger,
  ledgerRelay,
  migrations,
  newId,
  openBroker,
  openDatabase,
  post,
  range,
  silent,
} from './parties';
import { startDatabase } from './stage';

describe('when servers fail', () => {
  const outbox = new Outbox();
  const cleanups = new CleanupStack();
  let nats: PrivateServer;
  let raw: NatsConnection;
  let manager: JetStreamManager;

  const broker = (service = 'ledger'): Promise<NatsBroker> =>
    cleanups.start(openBroker({ url: nats.url, name: service, inboxPrefix: inboxPrefix(service) }));
  const backlog = async (db: Database): Promise<number> =>
    (await db.first<{ count: number }>('select count(*) as count from outbox where published_at is null'))?.count ?? -1;

  beforeEach(async () => {
    nats = await startPrivateNats();
    cleanups.defer(() => nats.remove());
    raw = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    cleanups.defer(() => raw.close());
    manager = await raw.jetstreamManager();
    await createStreams(manager, [ledger, audit], { ackWaitMs: 1_000 });
  });

  afterEach(() => cleanups.run());

  test('a broker killed in the middle of a batch loses nothing and repeats nothing', async () => {
    const db = await startDatabase(cleanups);
    const connection = await broker();
    await cleanups.start(ledgerRelay(db, outbox, connection));
    await cleanups.start(auditConsumers(db, connection));
    for (let round = 0; round < 4; round += 1) {
      await post(
        db,
        outbox,
        range(250).map((n) => n + round * 250),
      );
      await eventually(async () => (await backlog(db)) < 250);
      await nats.crash();
      await nats.start();
    }
    await eventually(async () => (await effects(db)).length >= 1_000, 30_000);
    expect(await effects(db)).toEqual(range(1_000));
    await eventually(async () => (await backlog(db)) === 0);
    const { state } = await eventually(() => manager.streams.info('LEDGER'));
    expect(state.messages).toBe(1_000);
    const failures = await db.first<{ failures: number }>('select sum(attempts) as failures from outbox');
    expect(failures).toEqual({ failures: 0 });
  });

  test('a broker that is away for long fills the outbox, and gets it in order when it is back', async () => {
    const db = await startDatabase(cleanups);
    const connection = await broker();
    await cleanups.start(ledgerRelay(db, outbox, connection));
    await nats.stop();
    await eventually(() => !connection.connected);
    await expect(connection.ready()).rejects.toThrow(/no connection to NATS/);
    const ids: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      ids.push(...(await post(db, outbox, range(100), newId())));
    }
    expect(await backlog(db)).toBe(1_000);
    await nats.start();
    await eventually(async () => (await backlog(db)) === 0, 30_000);
    await connection.ready();
    const rows = await db.query<{ id: string }>('select id from outbox order by stream_seq');
    expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const disorder = await db.first(`
      select 1 from outbox a join outbox b on a.aggregate_id = b.aggregate_id
      where a.aggregate_version < b.aggregate_version and a.stream_seq > b.stream_seq limit 1`);
    expect(disorder).toBeUndefined();
  });

  test('a database that crashes and recovers loses no committed message, and all goes on by itself', async () => {
    const postgresql = await startPrivatePostgresql();
    cleanups.defer(() => postgresql.remove());
    await migrate({ url: postgresql.url, migrations, logger: silent });
    const db = await cleanups.start(openDatabase(postgresql.url));
    const connection = await broker();
    await cleanups.start(ledgerRelay(db, outbox, connection));
    await cleanups.start(auditConsumers(db, connection));
    const accepted: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const amounts = range(100).map((n) => n + round * 100);
      const posting = amounts.map((amount) => post(db, outbox, [amount]).then(() => accepted.push(amount)));
      await eventually(() => accepted.length > round * 100 + 20);
      await postgresql.crash();
      await Promise.allSettled(posting);
      await postgresql.start();
      await eventually(() => db.ready());
      // Only the client knows that its commit went unanswered; it asks again.
      const known = new Set(
        (await db.query<{ amount: number }>(`select (payload->>'amount')::int as amount from outbox`)).map(
          ({ amount }) => amount,
        ),
      );
      expect(accepted.every((amount) => known.has(amount))).toBe(true);
      const missing = amounts.filter((amount) => !known.has(amount));
      await post(db, outbox, missing);
      accepted.splice(0, accepted.length, ...range((round + 1) * 100));
    }
    await eventually(async () => (await effects(db)).length >= 300, 30_000);
    expect(await effects(db)).toEqual(range(300));
    await eventually(async () => (await backlog(db)) === 0);
  });
});
