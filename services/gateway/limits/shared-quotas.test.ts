import { Database } from '@flotilla/runtime';
import { createTestDatabase, eventually, indexConditionOf, type TestDatabase } from '@flotilla/runtime/testing';
import pino from 'pino';
import { Registry } from 'prom-client';
import { costMs } from '../domain/quota';
import { migrations } from '../migrations';
import { type SpendQuota, spendQuota, spentQuotaRetention } from '../store/spent-quota';
import { SharedQuotas } from './shared-quotas';

let server: TestDatabase;
let database: Database;
let spend: SpendQuota;

beforeAll(async () => {
  server = await createTestDatabase(migrations);
  database = new Database({
    url: server.url,
    applicationName: 'test',
    migrations,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
  });
  await database.start();
  spend = spendQuota(database);
});

afterAll(async () => {
  await database.stop();
  await server.drop();
});

const quota = (perMinute: number) => ({ name: 'login', perMinute });
const pod = (perMinute: number, more: object = {}) =>
  new SharedQuotas({ quotas: { login: quota(perMinute) }, spend, onAvailability: () => undefined, ...more });
const admittedOf = async (pods: SharedQuotas<'login'>[], client: string, times: number): Promise<boolean[]> => {
  const admitted: boolean[] = [];
  for (let time = 0; time < times; time += 1) {
    admitted.push((await (pods[time % pods.length] as SharedQuotas<'login'>).take('login', client)).admitted);
  }
  return admitted;
};

test('two pods give a client its quota once, however the requests fall', async () => {
  expect(await admittedOf([pod(5), pod(5)], 'a', 8)).toEqual([true, true, true, true, true, false, false, false]);
  const pods = [pod(7), pod(7)];
  const standings = await Promise.all(
    Array.from({ length: 40 }, (_, index) => pods[index % 2]!.take('login', 'at once')),
  );
  expect(standings.filter(({ admitted }) => admitted)).toHaveLength(7);
});

test('one client does not spend the quota of another, nor one class that of another', async () => {
  expect(await admittedOf([pod(1)], 'b', 2)).toEqual([true, false]);
  expect(await admittedOf([pod(1)], 'c', 1)).toEqual([true]);
});

test('a refused request costs nothing, and says how long the client must wait', async () => {
  const input = { key: 'patient', costMs: costMs(quota(2)) };
  await spend(input);
  const last = await spend(input);
  const refused = [await spend(input), await spend(input)];
  expect(last.admitted).toBe(true);
  expect(refused.map(({ admitted }) => admitted)).toEqual([false, false]);
  expect(refused[1]!.debtMs).toBeLessThanOrEqual(last.debtMs);
  expect(last.debtMs).toBeGreaterThan(55_000);
});

test('time gives the quota back', async () => {
  const input = { key: 'later', costMs: 60_000 };
  await spend(input);
  expect((await spend(input)).admitted).toBe(false);
  await database.execute("update spent_quota set replenished_at = now() where key = 'later'");
  expect((await spend(input)).admitted).toBe(true);
});

test('a client that was refused is refused without asking the database again', async () => {
  let asked = 0;
  const counting: SpendQuota = (input) => {
    asked += 1;
    return spend(input);
  };
  const standings = await admittedOf([pod(1, { spend: counting })], 'flood', 50);
  expect(standings.filter(Boolean)).toHaveLength(1);
  expect(asked).toBe(2);
});

test('a database that fails or hangs is replaced by memory, and left alone for a while', async () => {
  const seen: boolean[] = [];
  const onAvailability = (available: boolean) => seen.push(available);
  for (const broken of [() => Promise.reject(new Error('away')), () => new Promise<never>(() => undefined)]) {
    let asked = 0;
    let works = false;
    const flaky: SpendQuota = (input) => {
      asked += 1;
      return works ? spend(input) : broken();
    };
    const insured = pod(3, { spend: flaky, onAvailability, patienceMs: 20, pauseMs: 50 });
    expect(await admittedOf([insured], `insured ${seen.length}`, 5)).toEqual([true, true, true, false, false]);
    expect(asked).toBe(1);
    works = true;
    await eventually(async () => {
      await insured.take('login', 'somebody');
      return asked > 1;
    });
  }
  expect(seen).toEqual([false, true, false, true]);
});

test('rows of clients that have their whole quota again are found by an index', async () => {
  expect(await indexConditionOf(server.url, spentQuotaRetention)).toContain('replenished_at');
});
