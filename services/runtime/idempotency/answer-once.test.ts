import type { Knex } from 'knex';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Database } from '../db';
import { createTestDatabase, type TestDatabase } from '../testing';
import {
  answerOnce,
  type Claim,
  idempotencyMigration,
  idempotentRequest,
  PostgresqlIdempotencyStore,
  storedAnswer,
} from '.';

const migrations = {
  '001-idempotency': idempotencyMigration,
  '002-orders': { up: (knex: Knex) => knex.raw('create table placed (id text not null)') },
};
const ada = { userId: 'ada', roles: [] };
const reply = { status: 202, headers: { location: '/orders/1' }, body: { id: '1', items: ['Dune'] } };

describe('an answer that is given once', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let store: PostgresqlIdempotencyStore;

  const requestOf = (key: string, body: unknown = { items: ['Dune'] }) =>
    idempotentRequest('POST /orders', { headers: { 'idempotency-key': key }, body, identity: ada });
  const place = (claim: Claim): Promise<typeof reply> =>
    database.transaction(async (transaction) => {
      await transaction.execute("insert into placed values ('1')");
      await store.complete(transaction, claim, storedAnswer(reply));
      return reply;
    });
  const placed = async () => (await database.query('select from placed')).length;

  beforeAll(async () => {
    testDatabase = await createTestDatabase(migrations);
    const logger = pino({ level: 'silent' });
    const registry = new Registry();
    database = new Database({ url: testDatabase.url, applicationName: 'test', migrations, logger, registry });
    await database.start();
  });

  beforeEach(async () => {
    store = new PostgresqlIdempotencyStore({ session: database });
    await database.execute('truncate placed, idempotency');
  });

  afterAll(async () => {
    await database.stop();
    await testDatabase.drop();
  });

  test('is given to all who repeat the request, who are told so', async () => {
    expect(await answerOnce(store, requestOf('k'), place)).toEqual(reply);
    expect(await answerOnce(store, requestOf('k'), place)).toEqual({
      ...reply,
      headers: { ...reply.headers, 'idempotency-replayed': 'true' },
    });
    expect(await placed()).toBe(1);
  });

  test('may have no body', async () => {
    const empty = { status: 204 };
    const cancel = async (claim: Claim) => {
      await store.complete(database, claim, storedAnswer(empty));
      return empty;
    };
    await answerOnce(store, requestOf('k'), cancel);
    expect(await answerOnce(store, requestOf('k'), cancel)).toEqual({
      status: 204,
      headers: { 'idempotency-replayed': 'true' },
      body: undefined,
    });
  });

  test('is not given to a second request while the first is handled, nor to one with another body', async () => {
    await answerOnce(store, requestOf('k'), async (claim) => {
      await expect(answerOnce(store, requestOf('k'), place)).rejects.toMatchObject({
        code: 'idempotency-in-flight',
        headers: { 'retry-after': '1' },
      });
      await expect(answerOnce(store, requestOf('k', { items: [] }), place)).rejects.toMatchObject({
        code: 'idempotency-mismatch',
        status: 422,
      });
      return place(claim);
    });
    expect(await placed()).toBe(1);
  });

  test('is looked for anew after a failure', async () => {
    const failing = (claim: Claim): Promise<typeof reply> =>
      database.transaction(async (transaction) => {
        await store.complete(transaction, claim, storedAnswer(reply));
        throw new Error('out of paper');
      });
    await expect(answerOnce(store, requestOf('k'), failing)).rejects.toThrow('out of paper');
    expect(await answerOnce(store, requestOf('k'), place)).toEqual(reply);
  });

  test('is left to the attempt that took over from one that was too slow', async () => {
    const impatient = new PostgresqlIdempotencyStore({ session: database, claimMs: 0 });
    const slow = answerOnce(impatient, requestOf('k'), async (claim) => {
      await answerOnce(impatient, requestOf('k'), place);
      return place(claim);
    });
    await expect(slow).rejects.toMatchObject({ code: 'idempotency-in-flight' });
    expect(await placed()).toBe(1);
  });
});

test('a request without a key is refused', () => {
  expect(() => idempotentRequest('POST /orders', { headers: {}, body: {}, identity: ada })).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      errors: [{ path: 'headers.idempotency-key', message: 'is missing' }],
    }),
  );
});
