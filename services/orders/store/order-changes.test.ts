import { randomUUID } from 'node:crypto';
import { createLogger, Database } from '@flotilla/runtime';
import { createTestDatabase, type TestDatabase } from '@flotilla/runtime/testing';
import { Registry } from 'prom-client';
import type { Order } from '../domain/order';
import { migrations } from '../migrations';
import { OrderChanges } from './order-changes';

describe('who follows an order', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let changes: OrderChanges;
  let ending: AbortController;
  const never = 1_000_000_000;

  beforeAll(async () => {
    testDatabase = await createTestDatabase(migrations);
  });

  beforeEach(async () => {
    ending = new AbortController();
    const logger = createLogger({ service: 'test', level: 'fatal' });
    const registry = new Registry();
    database = new Database({ url: testDatabase.url, applicationName: 'test', migrations, logger, registry });
    await database.start();
  });

  afterEach(async () => {
    ending.abort();
    await changes.stop();
    await database.stop();
  });

  afterAll(() => testDatabase.drop());

  const open = (pollMs: number): void => {
    changes = new OrderChanges({
      database,
      pollMs,
      onFailure: (error) => {
        throw error;
      },
    });
  };
  const place = async (): Promise<string> => {
    const id = randomUUID();
    await database.execute({
      text: `with dated as (insert into order_history values ($1, 1, 'pending', now()))
             insert into customer_order values ($1, 'ada', 'pending', null, '[]', 100, 'EUR', 1, now())`,
      values: [id],
    });
    return id;
  };
  const move = async (id: string, status: Order['status']): Promise<void> => {
    await database.execute({
      text: `with moved as (
               update customer_order set status = $2, version = version + 1 where id = $1 returning version
             ) insert into order_history select $1, version, $2, now() from moved`,
      values: [id, status],
    });
  };
  const next = async (following: AsyncGenerator<Order>): Promise<string[] | undefined> =>
    (await following.next()).value?.history.map(({ status }: { status: string }) => status);

  test('is told at once of what this process has changed', async () => {
    open(never);
    const id = await place();
    const following = changes.follow(id, 1, ending.signal);
    const first = next(following);
    await move(id, 'reserved');
    changes.changed(id);
    expect(await first).toEqual(['pending', 'reserved']);
    await move(id, 'paid');
    changes.changed(id);
    expect(await next(following)).toEqual(['pending', 'reserved', 'paid']);
  });

  test('is told after a while of what others have changed, as are all who follow', async () => {
    open(5);
    const [one, other] = [await place(), await place()];
    const followings = [one, one, other].map((id) => changes.follow(id, 1, ending.signal));
    const told = followings.map(next);
    await move(one, 'reserved');
    await move(other, 'cancelling');
    expect(await Promise.all(told)).toEqual([
      ['pending', 'reserved'],
      ['pending', 'reserved'],
      ['pending', 'cancelling'],
    ]);
  });

  test('is told of what they do not know yet when they begin', async () => {
    open(never);
    const id = await place();
    await move(id, 'reserved');
    expect(await next(changes.follow(id, 1, ending.signal))).toEqual(['pending', 'reserved']);
  });

  test('ends with the signal', async () => {
    open(never);
    const waiting = changes.follow(await place(), 1, ending.signal).next();
    ending.abort();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await changes.follow(await place(), 0, ending.signal).next()).toEqual({ value: undefined, done: true });
  });
});
