import { replayDeadLetters } from '../../dead-letters';
import { Outbox } from '../../outbox';
import { createStreams, eventually } from '../../testing';
import { PermanentError } from '../failures';
import {
  audit,
  auditConsumers,
  type EntryHandler,
  effects,
  ledger,
  ledgerRelay,
  newId,
  openDatabase,
  post,
  range,
  writeDown,
} from './parties';
import { openStage, type Stage } from './stage';

const posted = 'ledger.v1.entry.posted';

describe('a consumer', () => {
  let stage: Stage;
  const outbox = new Outbox();

  const consumerInfo = () => stage.testBroker.manager.consumers.info('LEDGER', 'audit-events');
  const untilSettled = async (): Promise<void> => {
    const { state } = await stage.testBroker.manager.streams.info('LEDGER');
    await eventually(async () => (await consumerInfo()).ack_floor.stream_seq === state.last_seq);
  };
  const untilPublished = (): Promise<unknown> =>
    eventually(async () => {
      const row = await stage.database.first<{ count: number }>(
        'select count(*) as count from outbox where published_at is null',
      );
      return row?.count === 0;
    });
  const deadLetters = () =>
    stage.database.query<{ message_id: string; error: string; attempts: number; resolved: boolean }>(
      'select message_id, error, attempts, resolved_at is not null as resolved from dead_letter',
    );

  afterEach(() => stage.close());

  test('handles every message once', async () => {
    stage = await openStage();
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await stage.start(auditConsumers(stage.database, stage.broker));
    for (let batch = 0; batch < 5; batch += 1) {
      await post(
        stage.database,
        outbox,
        range(100).map((n) => n + batch * 100),
      );
    }
    await untilPublished();
    await untilSettled();
    expect(await effects(stage.database)).toEqual(range(500));
  });

  test('that died between commit and acknowledgement has its message skipped by the next one', async () => {
    stage = await openStage({ ackWaitMs: 300 });
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await post(stage.database, outbox, range(3), newId());
    await untilPublished();
    await stage.sacrifice('consumer');
    expect((await effects(stage.database)).length).toBeGreaterThan(0);
    expect((await consumerInfo()).num_ack_pending).toBeGreaterThan(0);
    await stage.start(auditConsumers(stage.database, stage.broker));
    await untilSettled();
    expect(await effects(stage.database)).toEqual(range(3));
  });

  test('keeps a slow message to itself for as long as it works on it', async () => {
    stage = await openStage({ ackWaitMs: 300 });
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    const other = await stage.start(openDatabase(stage.testDatabase.url));
    let runs = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow: EntryHandler = {
      external: async (_, { commit }) => {
        runs += 1;
        await finished;
        await commit(async () => undefined);
      },
    };
    await stage.start(auditConsumers(stage.database, stage.broker, slow));
    await stage.start(auditConsumers(other, stage.broker, slow));
    const began = Date.now();
    await post(stage.database, outbox, [1]);
    await eventually(() => runs === 1);
    await eventually(() => Date.now() - began > 1_200);
    expect((await consumerInfo()).num_redelivered).toBe(0);
    finish();
    await untilSettled();
    expect(runs).toBe(1);
  });

  test('that acknowledges late has done its work once, though another had the message too', async () => {
    stage = await openStage({ ackWaitMs: 300 });
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await post(stage.database, outbox, [1]);
    const early = stage.broker.consumer('LEDGER', 'audit-events');
    const [late] = await eventually(async () => {
      const taken = [];
      for await (const delivery of await early.fetch(1, 1_000)) {
        taken.push(delivery);
      }
      return taken.length === 1 && taken;
    });
    await stage.start(auditConsumers(stage.database, stage.broker));
    await untilSettled();
    await late?.ack();
    expect(late?.attempt).toBe(1);
    expect(await effects(stage.database)).toEqual([1]);
  });

  test('gives up a poison message after its last delivery, keeps it, and goes on', async () => {
    stage = await openStage({ maxDeliver: 4 });
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    let broken = true;
    const attempts: number[] = [];
    const handler: EntryHandler = async (message, context) => {
      if (message.data.amount === 13 && broken) {
        attempts.push(message.attempt);
        throw new Error('out of order');
      }
      await writeDown(message, context);
    };
    await stage.start(auditConsumers(stage.database, stage.broker, handler, outbox));
    const ids = await post(stage.database, outbox, [12, 13, 14]);
    await untilPublished();
    await untilSettled();
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(await effects(stage.database)).toEqual([12, 14]);
    expect(await deadLetters()).toEqual([
      { message_id: ids[1], error: 'Error: out of order', attempts: 4, resolved: false },
    ]);
    await untilPublished();
    const letter = await stage.testBroker.manager.streams.getMessage('DLQ', { seq: 1 });
    expect(letter.subject).toBe(`dlq.audit.${posted}`);
    expect(letter.json()).toMatchObject({
      messageId: ids[1],
      subject: posted,
      attempts: 4,
      error: 'Error: out of order',
      payload: '{"amount": 13}',
      headers: { 'ce-id': ids[1], 'ce-source': 'ledger' },
    });

    broken = false;
    const replays = [];
    for (let round = 0; round < 2; round += 1) {
      for await (const {
        letter: { messageId },
        duplicate,
      } of replayDeadLetters(stage.broker, { service: 'audit' })) {
        replays.push({ messageId, duplicate });
      }
    }
    expect(replays).toEqual([
      { messageId: ids[1], duplicate: false },
      { messageId: ids[1], duplicate: true },
    ]);
    await untilSettled();
    expect(await effects(stage.database)).toEqual([12, 13, 14]);
    expect(await deadLetters()).toMatchObject([{ message_id: ids[1], resolved: true }]);
  });

  test('gives up at once what no attempt can mend', async () => {
    stage = await openStage();
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    const handler: EntryHandler = async () => {
      throw new PermanentError('the account is closed');
    };
    await stage.start(auditConsumers(stage.database, stage.broker, handler, outbox));
    const { raw } = stage.testBroker;
    const [id] = await post(stage.database, outbox, [1]);
    await untilPublished();
    raw.publish(posted, 'no envelope');
    const envelope = (dedupId: string, dataversion = '1') => ({
      subject: posted,
      dedupId,
      headers: { 'ce-specversion': '1.0', 'ce-id': dedupId, 'ce-type': 'EntryPosted', 'ce-dataversion': dataversion },
    });
    await stage.broker.publish({ ...envelope('no-json'), payload: '{' });
    await stage.broker.publish({ ...envelope('no-utf8'), payload: Uint8Array.of(0xff) });
    await stage.broker.publish({ ...envelope('wrong'), payload: '{"amount": "much"}' });
    await stage.broker.publish({ ...envelope('newer', '2'), payload: '{"amount": 1}' });
    await untilSettled();
    const letters = await deadLetters();
    expect(letters).toHaveLength(6);
    expect(letters.every(({ attempts }) => attempts === 1)).toBe(true);
    const errors = Object.fromEntries(letters.map(({ message_id, error }) => [message_id, error]));
    expect(errors[id as string]).toBe('PermanentError: the account is closed');
    expect(Object.values(errors)).toContainEqual(expect.stringMatching(/no header ce-id/));
    expect(errors.wrong).toMatch(/amount/);
    expect(errors.newer).toMatch(/came in version 2, this service handles 1/);
  });

  test('waits for a database that went away, without using up deliveries', async () => {
    stage = await openStage({ maxDeliver: 2 });
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    let cuts = 0;
    const handler: EntryHandler = async (message, context) => {
      if (cuts < 3) {
        cuts += 1;
        await stage.testDatabase.disconnectAll();
      }
      await writeDown(message, context);
    };
    await stage.start(auditConsumers(stage.database, stage.broker, handler));
    await post(stage.database, outbox, [1]);
    await untilPublished();
    await untilSettled();
    expect(cuts).toBe(3);
    expect(await effects(stage.database)).toEqual([1]);
    expect((await consumerInfo()).delivered.consumer_seq).toBe(1);
  });

  test('that drains finishes what it has in hand and leaves nothing unsettled', async () => {
    stage = await openStage();
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    const first = await stage.start(auditConsumers(stage.database, stage.broker));
    await post(stage.database, outbox, range(400));
    await eventually(async () => (await effects(stage.database)).length > 20);
    await first.drain(AbortSignal.timeout(5_000));
    const done = await effects(stage.database);
    expect(done.length).toBeLessThan(400);
    expect((await consumerInfo()).num_ack_pending).toBe(0);
    await stage.start(auditConsumers(stage.database, stage.broker));
    await untilPublished();
    await untilSettled();
    expect(await effects(stage.database)).toEqual(range(400));
  });

  test('that has no time left gives back what it is working on', async () => {
    stage = await openStage();
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    let reached: () => void = () => undefined;
    const working = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const stuck: EntryHandler = async (_, { transaction }) => {
      reached();
      await transaction.execute('select pg_sleep(4)');
    };
    const first = await stage.start(auditConsumers(stage.database, stage.broker, stuck));
    await post(stage.database, outbox, [1]);
    await working;
    await first.drain(AbortSignal.timeout(100));
    expect(await effects(stage.database)).toEqual([]);
    await stage.start(auditConsumers(stage.database, stage.broker));
    await untilSettled();
    expect(await effects(stage.database)).toEqual([1]);
  });

  test('is not ready while the platform has not made it', async () => {
    stage = await openStage(undefined, [ledger]);
    const consumers = await stage.start(auditConsumers(stage.database, stage.broker));
    await expect(consumers.ready()).rejects.toThrow(/consumer audit-events of stream LEDGER: .*not found/);
    await createStreams(stage.testBroker.manager, [ledger, audit]);
    await eventually(async () => (await consumers.ready()) === undefined);
  });
});
