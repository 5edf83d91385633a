import fc from 'fast-check';
import { Registry } from 'prom-client';
import { type Database, isUniqueViolation } from '../db';
import { ConcurrentChangeError } from '../messaging';
import { migrations, newId, openDatabase, silent } from '../messaging/behaviour/parties';
import { Outbox, outboxInsert } from '../outbox';
import { createTestDatabase, eventually, type TestDatabase } from '../testing';
import { observeSagas, Saga, SagaDeadlines, sagaMigration } from '.';
import { type TripEvent, type TripOutput, type TripState, tripSaga } from './trip-saga';

describe('a stored saga', () => {
  const cause = { correlationId: 'flow-1', id: 'request-1' };
  const outbox = new Outbox();
  let testDatabase: TestDatabase;
  let database: Database;
  let now: Date;
  let failing: boolean;

  const saga = new Saga({
    definition: tripSaga,
    outbox,
    now: () => now,
    newId,
    messageFor: (output: TripOutput, { key, version }, { correlationId }) => ({
      id: newId(),
      subject: `trips.v1.${output.type}`,
      type: output.type,
      aggregate: { type: 'trip', id: key, version },
      data: {},
      headers: { 'correlation-id': correlationId },
    }),
    project: async (transaction, { key, state, version }, before) => {
      if (failing && key === 'cursed' && version > 1) {
        throw new Error('cursed');
      }
      const history = `${before?.step ?? ''}>${state.step}`;
      await transaction.execute({ text: 'insert into effect values ($1, $2)', values: [`${key} ${history}`, version] });
    },
  });
  const begin = (key: string) =>
    database.transaction((transaction) => saga.begin(transaction, key, { from: 'Bergen' }, cause));
  const tell = (key: string, type: TripEvent['type']) =>
    database.transaction((transaction) => saga.handle(transaction, key, { type }, cause));
  const passDeadline = () => database.transaction((transaction) => saga.passDeadline(transaction));
  const later = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const told = async (): Promise<string[]> =>
    (await database.query<{ type: string }>('select type from outbox order by pos')).map(({ type }) => type);
  const stored = (key: string) =>
    database.first<{ step: string; status: string; version: number; attempts: number; data: TripState }>({
      text: 'select step, status, version, attempts, data from saga where key = $1',
      values: [key],
    });

  beforeEach(async () => {
    now = new Date('2026-01-01T12:00:00Z');
    failing = false;
    testDatabase = await createTestDatabase({ ...migrations, '005-saga': sagaMigration });
    database = openDatabase(testDatabase.url);
    await database.start();
  });

  afterEach(async () => {
    await database.stop();
    await testDatabase.drop();
  });

  test('moves with its projection and its messages, in one transaction each', async () => {
    await begin('t');
    expect(await tell('t', 'flight-booked')).toBe('moved');
    expect(await tell('t', 'hotel-booked')).toBe('moved');
    expect(await told()).toEqual(['book-flight', 'book-hotel', 'trip-booked']);
    expect(await stored('t')).toEqual({
      step: 'booked',
      status: 'ended',
      version: 3,
      attempts: 0,
      data: { step: 'booked' },
    });
    expect(await database.query('select * from effect order by amount')).toEqual([
      { message_id: 't >booking-flight', amount: 1 },
      { message_id: 't booking-flight>booking-hotel', amount: 2 },
      { message_id: 't booking-hotel>booked', amount: 3 },
    ]);
    const headers = await database.query('select distinct headers from outbox');
    expect(headers).toEqual([{ headers: { 'correlation-id': 'flow-1' } }]);
  });

  test('begins once per key', async () => {
    await begin('t');
    const again = await begin('t').catch((error: unknown) => error);
    expect(isUniqueViolation(again, 'saga_type_key_key')).toBe(true);
    expect(await told()).toEqual(['book-flight']);
  });

  test('can begin in one statement with what it is about, or not at all', async () => {
    const beginWith = (amount: number): Promise<number> => {
      const { insert, messages } = saga.beginning('t', { from: 'Bergen' }, cause);
      const about = 'insert into effect select $1, $2::int where $2::int > 0 returning 1';
      const begun = insert({ after: 2, condition: 'exists (select from about)' });
      const told = outboxInsert(messages, { after: 2 + begun.values.length, condition: 'exists (select from about)' });
      return database.execute({
        text: `with about as (${about}), begun as (${begun.text}) ${told.text}`,
        values: ['about', amount, ...begun.values, ...told.values],
      });
    };
    expect(await beginWith(0)).toBe(0);
    expect(await stored('t')).toBeUndefined();
    expect(await beginWith(1)).toBe(1);
    expect(await tell('t', 'flight-booked')).toBe('moved');
    expect(await told()).toEqual(['book-flight', 'book-hotel']);
    expect(await stored('t')).toMatchObject({ step: 'booking-hotel', status: 'active', version: 2 });
  });

  test('takes late, repeated and unknown events without harm', async () => {
    await begin('t');
    expect(await tell('t', 'hotel-booked')).toBe('ignored');
    await tell('t', 'flight-booked');
    expect(await tell('t', 'flight-booked')).toBe('ignored');
    expect(await tell('u', 'flight-booked')).toBe('unknown');
    expect(await told()).toEqual(['book-flight', 'book-hotel']);
  });

  test('is moved by one of two who tell it something at the same time; the other has to look again', async () => {
    await begin('t');
    await tell('t', 'flight-booked');
    let otherDone: () => void = () => undefined;
    const other = new Promise<void>((resolve) => {
      otherDone = resolve;
    });
    const slow = database.transaction((transaction) => {
      const readThenWait = async (...args: Parameters<typeof transaction.first>): Promise<unknown> => {
        const row = await transaction.first(...args);
        await other;
        return row;
      };
      const seesOldState = { ...transaction, first: readThenWait };
      return saga.handle(seesOldState as typeof transaction, 't', { type: 'hotel-full' }, cause);
    });
    await eventually(async () => (await tell('t', 'hotel-booked')) === 'moved');
    otherDone();
    await expect(slow).rejects.toBeInstanceOf(ConcurrentChangeError);
    expect(await told()).toEqual(['book-flight', 'book-hotel', 'trip-booked']);
  });

  test('asks again when a step is late, then goes back, and asks for that without end', async () => {
    await begin('t');
    expect(await passDeadline()).toBeUndefined();
    const counts: unknown[] = [];
    for (let late = 0; late < 5; late += 1) {
      later(1_000);
      expect(await passDeadline()).toEqual({ key: 't' });
      expect(await passDeadline()).toBeUndefined();
      counts.push(await stored('t').then((row) => [row?.step, row?.attempts]));
    }
    expect(counts).toEqual([
      ['booking-flight', 1],
      ['cancelling-flight', 0],
      ['cancelling-flight', 1],
      ['cancelling-flight', 2],
      ['cancelling-flight', 3],
    ]);
    expect(await told()).toEqual([
      'book-flight',
      'book-flight',
      'cancel-flight',
      'cancel-flight',
      'cancel-flight',
      'cancel-flight',
    ]);
    await tell('t', 'flight-cancelled');
    later(60_000);
    expect(await passDeadline()).toBeUndefined();
    expect(await stored('t')).toMatchObject({ step: 'given-up', status: 'ended' });
    const correlations = await database.query(`select distinct headers->>'correlation-id' as id from outbox`);
    expect(correlations).toEqual([{ id: 'flow-1' }]);
  });

  test('of which many are late is told once by however many watch', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => begin(`t${index}`)));
    later(1_000);
    const watchers = Array.from(
      { length: 3 },
      () => new SagaDeadlines({ database, sagas: [saga], logger: silent, pollMs: 5 }),
    );
    await Promise.all(watchers.map((watcher) => watcher.start()));
    await eventually(async () => (await told()).length >= 60);
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    expect(await told()).toHaveLength(60);
  });

  test('that fails at its deadline is set back and holds up no other', async () => {
    failing = true;
    await begin('cursed');
    later(1);
    await begin('fine');
    later(2_000);
    const watcher = new SagaDeadlines({ database, sagas: [saga], logger: silent, pollMs: 5 });
    await watcher.start();
    await eventually(async () => (await stored('fine'))?.attempts === 1);
    await watcher.stop();
    expect(await stored('cursed')).toMatchObject({ version: 1, attempts: 0 });
    failing = false;
    later(30_000);
    await eventually(async () => (await passDeadline())?.key === 'cursed');
    expect(await stored('cursed')).toMatchObject({ version: 2, attempts: 1 });
  });

  test('shows where it stands', async () => {
    const registry = new Registry();
    observeSagas(database, registry);
    await begin('a');
    await begin('b');
    await tell('b', 'flight-booked');
    await database.execute({ text: 'update saga set attempts = 5 where key = $1', values: ['b'] });
    const metrics = await registry.metrics();
    expect(metrics).toContain('sagas_active{type="trip",step="booking-flight"} 1');
    expect(metrics).toContain('sagas_active{type="trip",step="booking-hotel"} 1');
    expect(metrics).toContain('sagas_stuck{type="trip",step="booking-hotel"} 1');
    expect(metrics).toContain('sagas_overdue{type="trip",step="booking-flight"} 1');
  });

  test('ends the same whatever order, repeats and losses its replies come in', async () => {
    const event = fc.constantFrom<TripEvent['type'] | 'late'>(
      'flight-booked',
      'hotel-booked',
      'hotel-full',
      'flight-cancelled',
      'late',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), async (events) => {
        const key = newId();
        await begin(key);
        for (const type of events) {
          if (type === 'late') {
            later(1_000);
            await eventually(async () => (await passDeadline()) === undefined);
          } else {
            await tell(key, type);
          }
        }
        // The participants answer in the end what they are asked.
        for (const type of ['flight-booked', 'hotel-booked', 'flight-cancelled'] as const) {
          await tell(key, type);
        }
        const end = await stored(key);
        const messages = await database.query<{ type: string }>({
          text: 'select type from outbox where aggregate_id = $1 order by pos',
          values: [key],
        });
        const last = messages.filter(({ type }) => type.startsWith('trip-'));
        expect(end?.status).toBe('ended');
        expect(last).toEqual([{ type: end?.step === 'booked' ? 'trip-booked' : 'trip-given-up' }]);
        expect(messages.some(({ type }) => type === 'cancel-flight')).toBe(end?.step === 'given-up');
      }),
      { numRuns: 40 },
    );
  });
});
