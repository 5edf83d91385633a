import { Client } from 'pg';
import { Outbox, republish } from '../../outbox';
import { eventually } from '../../testing';
import {
  auditConsumers,
  effects,
  ledger,
  ledgerMessages,
  ledgerRelay,
  newId,
  openDatabase,
  post,
  range,
} from './parties';
import { openStage, type Stage } from './stage';

describe('the relay', () => {
  let stage: Stage;
  const outbox = new Outbox();

  const storedIds = async (): Promise<string[]> => {
    const { state } = await stage.testBroker.manager.streams.info('LEDGER');
    const ids: string[] = [];
    for (let seq = state.first_seq || 1; seq <= state.last_seq; seq += 1) {
      ids.push((await stage.testBroker.manager.streams.getMessage('LEDGER', { seq })).header.get('ce-id'));
    }
    return ids;
  };
  const unpublished = async (): Promise<number> => {
    const row = await stage.database.first<{ count: number }>(
      'select count(*) as count from outbox where published_at is null and failed_at is null',
    );
    return row?.count ?? -1;
  };
  const untilPublished = (): Promise<unknown> => eventually(async () => (await unpublished()) === 0);

  afterEach(() => stage.close());

  test('publishes in the order of an aggregate, and marks each row with its place in the stream', async () => {
    stage = await openStage();
    const ids = await post(stage.database, outbox, range(50), newId());
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await untilPublished();
    expect(await storedIds()).toEqual(ids);
    const rows = await stage.database.query<{ id: string; stream_seq: number }>(
      'select id, stream_seq from outbox order by pos',
    );
    expect(rows).toEqual(ids.map((id, index) => ({ id, stream_seq: index + 1 })));
  });

  test('that died between publish and mark is followed by one whose repeats the broker recognises', async () => {
    stage = await openStage();
    const ids = await post(stage.database, outbox, range(20), newId());
    await stage.sacrifice('relay');
    expect((await storedIds()).length).toBeGreaterThan(0);
    expect(await unpublished()).toBe(20);
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await untilPublished();
    expect(await storedIds()).toEqual(ids);
  });

  test('sends duplicates when the broker has forgotten an id, and they take effect once', async () => {
    stage = await openStage({ duplicateWindowMs: 100 });
    await post(stage.database, outbox, range(5));
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await stage.start(auditConsumers(stage.database, stage.broker));
    await untilPublished();
    await eventually(async () => {
      await republish(stage.database, { since: new Date(0) });
      outbox.written();
      await untilPublished();
      return (await storedIds()).length > 5;
    });
    const { state } = await stage.testBroker.manager.streams.info('LEDGER');
    await eventually(async () => {
      const info = await stage.testBroker.manager.consumers.info('LEDGER', 'audit-events');
      return info.ack_floor.stream_seq === state.last_seq;
    });
    expect(await effects(stage.database)).toEqual(range(5));
  });

  test('refills a broker that lost its streams', async () => {
    stage = await openStage();
    const ids = await post(stage.database, outbox, range(10), newId());
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await untilPublished();
    await stage.testBroker.manager.streams.delete('LEDGER');
    await stage.testBroker.manager.streams.add({ name: 'LEDGER', subjects: ['ledger.v1.>'] });
    expect(await republish(stage.database, { since: new Date(0), subject: 'ledger.v1.' })).toBe(10);
    await untilPublished();
    expect(await storedIds()).toEqual(ids);
  });

  test('works once however many replicas there are, and another takes over from one that lost its session', async () => {
    stage = await openStage();
    const other = await stage.start(openDatabase(stage.testDatabase.url));
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await stage.start(ledgerRelay(other, outbox, stage.broker));
    const holders = async (): Promise<number[]> => {
      const rows = await stage.database.query<{ pid: number }>(
        `select pid from pg_locks where locktype = 'advisory' and granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      return rows.map(({ pid }) => pid);
    };
    const [first] = await eventually(async () => {
      const found = await holders();
      return found.length === 1 && found;
    });
    const ids = await post(stage.database, outbox, range(100), newId());
    await stage.database.execute({ text: 'select pg_terminate_backend($1)', values: [first] });
    ids.push(...(await post(stage.database, outbox, range(100), newId())));
    await untilPublished();
    const successors = await holders();
    expect(successors).toHaveLength(1);
    expect(successors).not.toContain(first);
    expect((await storedIds()).sort()).toEqual(ids.sort());
  });

  test('never reads past a transaction that took an earlier position and commits later', async () => {
    stage = await openStage();
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    const slow = new Client({ connectionString: stage.testDatabase.url });
    await slow.connect();
    try {
      const insert = async (client: { query(text: string, values: unknown[]): Promise<unknown> }): Promise<string> => {
        const message = ledgerMessages().event('ledger.v1.entry.posted', {
          aggregate: { type: 'entry', id: newId() },
          data: { amount: 1 },
        });
        await client.query(
          `insert into outbox (id, aggregate_type, aggregate_id, subject, type, payload, headers)
           values ($1, $2, $3, $4, $5, $6, '{}')`,
          [message.id, message.aggregate.type, message.aggregate.id, message.subject, message.type, message.data],
        );
        return message.id;
      };
      await slow.query('begin');
      const early = await insert(slow);
      const late = await insert({
        query: (text, values) => stage.database.execute({ text, values }).then(() => outbox.written()),
      });
      // The relay has looked: rows without an earlier open transaction would be gone by now.
      const marker = await post(stage.database, outbox, [1]);
      await eventually(async () => (await unpublished()) === 2);
      await expect(eventually(async () => (await unpublished()) < 2, 600)).rejects.toThrow('did not hold');
      await slow.query('commit');
      await untilPublished();
      expect(await storedIds()).toEqual([early, late, ...marker]);
    } finally {
      await slow.end();
    }
  });

  test('lets a row that cannot be published hold up its own aggregate alone, and gives it up in the end', async () => {
    stage = await openStage();
    const stuck = newId();
    const unroutable = {
      ...ledgerMessages().event('ledger.v1.entry.posted', {
        aggregate: { type: 'entry', id: stuck },
        data: { amount: 0 },
      }),
      subject: 'nowhere.v1.entry.posted',
    };
    await stage.database.transaction((transaction) => outbox.add(transaction, unroutable));
    const [behind] = await post(stage.database, outbox, [1], stuck);
    const free = await post(stage.database, outbox, range(10));
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await untilPublished();
    const ids = await storedIds();
    expect(ids.slice(0, 10).sort()).toEqual(free.sort());
    expect(ids.slice(10)).toEqual([behind]);
    expect(
      await stage.database.first('select id, attempts, last_error from outbox where failed_at is not null'),
    ).toEqual({
      id: unroutable.id,
      attempts: 3,
      last_error: "no stream takes 'nowhere.v1.entry.posted'",
    });
  });

  test('gives up a message at once that the broker will never take', async () => {
    stage = await openStage();
    const message = ledgerMessages().event('ledger.v1.entry.posted', {
      aggregate: { type: 'entry', id: newId() },
      data: { amount: 1 },
    });
    const huge = { ...message, data: { amount: 1, padding: 'x'.repeat(1_100_000) } };
    await stage.database.transaction((transaction) => outbox.add(transaction, huge));
    const [next] = await post(stage.database, outbox, [1]);
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await untilPublished();
    expect(await storedIds()).toEqual([next]);
    const failed = await stage.database.first<{ attempts: number; last_error: string }>(
      'select attempts, last_error from outbox where failed_at is not null',
    );
    expect(failed?.attempts).toBe(1);
    expect(failed?.last_error).toMatch(/has \d+ bytes, the broker takes 1048576/);
  });

  test('carries the envelope of CloudEvents, and the flow', async () => {
    stage = await openStage();
    const message = ledgerMessages().event('ledger.v1.entry.posted', {
      aggregate: { type: 'entry', id: 'e-1', version: 7 },
      data: { amount: 12 },
      cause: { correlationId: 'flow-1', id: 'cause-1' },
    });
    await stage.database.transaction((transaction) => outbox.add(transaction, message));
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await untilPublished();
    const stored = await stage.testBroker.manager.streams.getMessage('LEDGER', { seq: 1 });
    expect(stored.json()).toEqual({ amount: 12 });
    const headers = Object.fromEntries(stored.header.keys().map((key) => [key, stored.header.get(key)]));
    expect(headers).toEqual({
      'Nats-Msg-Id': message.id,
      'ce-specversion': '1.0',
      'ce-id': message.id,
      'ce-source': ledger.name,
      'ce-type': 'EntryPosted',
      'ce-time': expect.stringMatching(/^\d{4}-.*Z$/),
      'ce-datacontenttype': 'application/json',
      'ce-dataversion': '1',
      'ce-subject': 'e-1',
      'ce-aggregatetype': 'entry',
      'ce-aggregateversion': '7',
      'correlation-id': 'flow-1',
      'causation-id': 'cause-1',
    });
  });
});
