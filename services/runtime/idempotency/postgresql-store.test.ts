import type { Knex } from 'knex';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Database, Retention } from '../db';
import { createTestDatabase, eventually, type TestDatabase } from '../testing';
import {
  type Begun,
  type Claim,
  ClaimLostError,
  completion,
  fingerprintOf,
  type IdempotentRequest,
  idempotencyMigration,
  idempotencyRetention,
  PostgresqlIdempotencyStore,
} from '.';

const migrations = {
  '001-idempotency': idempotencyMigration,
  '002-effects': { up: (knex: Knex) => knex.raw('create table effect (id text not null)') },
};
const logger = pino({ level: 'silent' });
const request: IdempotentRequest = {
  userId: 'u1',
  route: 'POST /orders',
  key: 'k1',
  fingerprint: fingerprintOf('{"items":[]}'),
};
const answer = { status: 202, headers: { location: '/orders/1' }, body: '{"id":"1","name":"Ōrdér"}' };

describe('the idempotency store in PostgreSQL', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let store: PostgresqlIdempotencyStore;
  const open = (limits: { claimMs?: number; keepMs?: number } = {}): PostgresqlIdempotencyStore =>
    new PostgresqlIdempotencyStore({ session: database, ...limits });
  const effects = async () => (await database.query('select id from effect')).length;
  const claimed = async (begun: Promise<Begun>): Promise<Claim> => {
    const result = await begun;
    if (result.outcome !== 'claimed') {
      throw new Error(`the request is ${result.outcome}, expected claimed`);
    }
    return result.claim;
  };
  /** The way of a use case: its effect and its answer commit together. */
  const takeEffect = (claim: Claim): Promise<void> =>
    database.transaction(async (transaction) => {
      await transaction.execute("insert into effect values ('1')");
      await store.complete(transaction, claim, answer);
    });

  beforeEach(async () => {
    testDatabase = await createTestDatabase(migrations);
    database = new Database({
      url: testDatabase.url,
      applicationName: 'test',
      migrations,
      logger,
      registry: new Registry(),
    });
    await database.start();
    store = open();
  });

  afterEach(async () => {
    await database.stop();
    await testDatabase.drop();
  });

  test('gives the stored answer to a request that is sent again', async () => {
    await takeEffect(await claimed(store.begin(request)));
    expect(await store.begin(request)).toEqual({ outcome: 'replay', answer });
    expect(await effects()).toBe(1);
  });

  test('lets one of many that come at once handle the request', async () => {
    const begun = await Promise.all(Array.from({ length: 20 }, () => store.begin(request)));
    expect(begun.map(({ outcome }) => outcome).sort()).toEqual(['claimed', ...Array(19).fill('in-flight')]);
  });

  test('refuses another body under the same key, in flight and afterwards', async () => {
    const other = { ...request, fingerprint: fingerprintOf('{"items":[1]}') };
    const claim = await claimed(store.begin(request));
    expect(await store.begin(other)).toEqual({ outcome: 'mismatch' });
    await takeEffect(claim);
    expect(await store.begin(other)).toEqual({ outcome: 'mismatch' });
  });

  test.each([{ userId: 'u2' }, { route: 'POST /orders/{id}/cancel' }, { key: 'k2' }])(
    'keeps apart what differs in %p',
    async (difference) => {
      await claimed(store.begin(request));
      await claimed(store.begin({ ...request, ...difference }));
    },
  );

  test('waits for an effect that is about to commit, and then gives its answer', async () => {
    const claim = await claimed(store.begin(request));
    const waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%into idempotency%'";
    const repeated = await database.transaction(async (transaction) => {
      await store.complete(transaction, claim, answer);
      const begun = store.begin(request);
      await eventually(async () => (await database.query(waiting)).length === 1);
      return { begun };
    });
    expect(await repeated.begun).toEqual({ outcome: 'replay', answer });
  });

  test('stores no answer when the effect rolls back', async () => {
    const claim = await claimed(store.begin(request));
    const failing = database.transaction(async (transaction) => {
      await store.complete(transaction, claim, answer);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.begin(request)).toEqual({ outcome: 'in-flight' });
    await store.abandon(claim);
    await takeEffect(await claimed(store.begin(request)));
    expect(await effects()).toBe(1);
  });

  test('does not forget an answer that is there when its claim is abandoned late', async () => {
    const claim = await claimed(store.begin(request));
    await takeEffect(claim);
    await store.abandon(claim);
    expect(await store.begin(request)).toMatchObject({ outcome: 'replay' });
  });

  test('hands over the claim of a process that died, and lets only the heir take effect', async () => {
    const dead = await claimed(open({ claimMs: -1 }).begin(request));
    const heir = await claimed(store.begin(request));
    await expect(takeEffect(dead)).rejects.toThrow(ClaimLostError);
    await store.abandon(dead);
    expect(await effects()).toBe(0);
    await takeEffect(heir);
    expect(await effects()).toBe(1);
    await expect(takeEffect(dead)).rejects.toThrow(ClaimLostError);
  });

  test('hands nothing over once the answer is there, however late it came', async () => {
    await takeEffect(await claimed(open({ claimMs: -1 }).begin(request)));
    expect(await store.begin(request)).toEqual({ outcome: 'replay', answer });
  });

  test('does not hand a claim over to another body', async () => {
    await claimed(open({ claimMs: -1 }).begin(request));
    expect(await store.begin({ ...request, fingerprint: fingerprintOf('other') })).toEqual({ outcome: 'mismatch' });
  });

  test('takes a key anew once its answer has expired, also with another body', async () => {
    const shortLived = open({ keepMs: -1 });
    await takeEffect(await claimed(shortLived.begin(request)));
    const other = { ...request, fingerprint: fingerprintOf('other') };
    await claimed(store.begin(other));
    expect(await store.begin(other)).toEqual({ outcome: 'in-flight' });
  });

  test('can store the answer and the effect in one statement, and nothing once the claim is lost', async () => {
    const claim = await claimed(store.begin(request));
    const { text, values } = completion(claim, answer);
    const both = {
      text: `with stored as (${text} returning 1) insert into effect select '1' from stored`,
      values,
    };
    expect(await database.execute(both)).toBe(1);
    expect(await store.begin(request)).toEqual({ outcome: 'replay', answer });
    expect(await database.execute(both)).toBe(0);
  });

  test('deletes what has expired, and no more', async () => {
    await claimed(open({ keepMs: -1 }).begin(request));
    await claimed(store.begin({ ...request, key: 'k2' }));
    const retention = new Retention({ database, rules: [idempotencyRetention], logger, everyMs: 1 });
    await retention.start();
    const keys = () => database.query('select key from idempotency');
    await eventually(async () => expect(await keys()).toEqual([{ key: 'k2' }]));
    await retention.stop();
  });
});
