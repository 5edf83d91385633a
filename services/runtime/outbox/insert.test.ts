import { build, type Database } from '../db';
import { ledgerMessages, migrations, newId, openDatabase } from '../messaging/behaviour/parties';
import { createTestDatabase, type TestDatabase } from '../testing';
import { Outbox, withOutbox } from '.';

describe('a change and its messages in one statement', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  const outbox = new Outbox();
  const posted = (amount: number) =>
    ledgerMessages().event('ledger.v1.entry.posted', {
      aggregate: { type: 'entry', id: 'e-1', version: amount },
      data: { amount },
    });
  const stored = () => database.query('select id, payload, aggregate_version, headers from outbox order by pos');

  beforeEach(async () => {
    testDatabase = await createTestDatabase(migrations);
    database = openDatabase(testDatabase.url);
    await database.start();
  });

  afterEach(async () => {
    await database.stop();
    await testDatabase.drop();
  });

  test('returns the rows of the change, stores the messages in their order, and wakes the relay', async () => {
    let woken = 0;
    outbox.onWritten(() => {
      woken += 1;
    });
    const change = build('effect').insert({ message_id: "it's $1", amount: 5 }).returning('*');
    const messages = [posted(1), posted(2), posted(3)];
    expect(await outbox.write(database, change, ...messages)).toEqual([{ message_id: "it's $1", amount: 5 }]);
    expect(await stored()).toEqual(
      messages.map(({ id, headers }, index) => ({
        id,
        headers,
        payload: { amount: index + 1 },
        aggregate_version: index + 1,
      })),
    );
    expect(woken).toBe(1);
  });

  test('tells nobody when nothing changed', async () => {
    const nothing = build('effect').where('amount', -1).update({ amount: 0 }).returning('*');
    expect(await outbox.write(database, nothing, posted(1))).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  test('changes nothing when the messages cannot be stored', async () => {
    const message = posted(1);
    await outbox.write(database, build('effect').insert({ message_id: 'a', amount: 1 }).returning('*'), message);
    const again = outbox.write(
      database,
      build('effect').insert({ message_id: 'b', amount: 2 }).returning('*'),
      message,
    );
    await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'outbox_pkey' });
    expect(await database.query('select message_id from effect')).toEqual([{ message_id: 'a' }]);
  });

  test('is one statement with values only, whatever the change', () => {
    const change = { text: 'update effect set amount = $1 where message_id = $2 returning *', values: [1, 'a'] };
    const { text, values } = withOutbox(change, [posted(1)]);
    expect(text).toMatch(
      /^with changed as \(update .*\), told as \(insert into outbox .*\$3::uuid\[\].*exists \(select from changed\)/,
    );
    expect(values).toHaveLength(2 + 8);
  });

  test('a message stays out of the outbox when its transaction rolls back', async () => {
    const failing = database.transaction(async (transaction) => {
      await outbox.add(transaction, posted(1));
      throw new Error(newId());
    });
    await expect(failing).rejects.toThrow();
    expect(await stored()).toEqual([]);
  });
});
