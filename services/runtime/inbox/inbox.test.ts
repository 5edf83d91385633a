import type { Database } from '../db';
import { migrations, openDatabase } from '../messaging/behaviour/parties';
import { createTestDatabase, type TestDatabase } from '../testing';
import { advance, forgetConsumer, type Position, receive } from '.';

describe('the inbox', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  const at = (version: number, gapless: boolean, id = 'a'): Promise<Position> =>
    database.transaction((transaction) => advance(transaction, 'c', { type: 't', id, version }, gapless));

  beforeEach(async () => {
    testDatabase = await createTestDatabase(migrations);
    database = openDatabase(testDatabase.url);
    await database.start();
  });

  afterEach(async () => {
    await database.stop();
    await testDatabase.drop();
  });

  test('takes a message once per consumer', async () => {
    const take = (consumer: string) => database.transaction((transaction) => receive(transaction, consumer, 'm'));
    expect([await take('c'), await take('c'), await take('d')]).toEqual([true, false, true]);
  });

  test('lets one of many who have the same message handle it', async () => {
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => database.transaction((transaction) => receive(transaction, 'c', 'm'))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('has not taken a message whose handling rolled back', async () => {
    const failing = database.transaction(async (transaction) => {
      await receive(transaction, 'c', 'm');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.transaction((transaction) => receive(transaction, 'c', 'm'))).toBe(true);
  });

  test('moves to newer versions of an aggregate and knows old ones', async () => {
    expect([await at(3, false), await at(1, false), await at(4, false), await at(4, false)]).toEqual([
      'newer',
      'old',
      'next',
      'old',
    ]);
    expect(await at(1, false, 'b')).toBe('next');
  });

  test('waits at a gap where none may be', async () => {
    expect([await at(2, true), await at(1, true), await at(3, true), await at(2, true), await at(3, true)]).toEqual([
      'newer',
      'next',
      'newer',
      'next',
      'next',
    ]);
  });

  test('forgets a consumer whole and leaves the others', async () => {
    await at(1, false);
    for (const consumer of ['c', 'd']) {
      await database.transaction((transaction) => receive(transaction, consumer, 'm'));
    }
    await forgetConsumer(database, 'c');
    expect(await at(1, false)).toBe('next');
    expect(await database.query('select consumer from inbox')).toEqual([{ consumer: 'd' }]);
  });
});
