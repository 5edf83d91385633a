import { Registry } from 'prom-client';
import { observeDeadLetters } from '../dead-letters';
import { migrations, openDatabase, post } from '../messaging/behaviour/parties';
import { createTestDatabase } from '../testing';
import { Outbox, observeOutbox, retryFailed } from '.';

test('metrics tell how deep and old the outbox is, and what was given up', async () => {
  const testDatabase = await createTestDatabase(migrations);
  const database = openDatabase(testDatabase.url);
  await database.start();
  try {
    await post(database, new Outbox(), [1, 2, 3]);
    await database.execute(
      `update outbox set created_at = clock_timestamp() - interval '1 minute' where payload = '{"amount": 2}'`,
    );
    await database.execute(`update outbox set failed_at = clock_timestamp() where payload = '{"amount": 3}'`);
    await database.execute(`
      insert into dead_letter (consumer, message_id, subject, stream, stream_seq, headers, payload, payload_encoding, error, attempts)
      values ('audit-events', 'm', 's', 'S', 1, '{}', '', 'utf8', 'Error', 8)`);
    const registry = new Registry();
    observeOutbox(database, registry);
    observeDeadLetters(database, registry);
    const metrics = await registry.metrics();
    expect(metrics).toContain('\noutbox_depth 2\n');
    expect(metrics).toContain('\noutbox_failed 1\n');
    expect(metrics).toMatch(/\noutbox_oldest_seconds 6\d\./);
    expect(metrics).toContain('dead_letters{consumer="audit-events"} 1');
    expect(await retryFailed(database)).toBe(1);
    expect(await database.first('select count(*) as count from outbox where failed_at is null')).toEqual({ count: 3 });
  } finally {
    await database.stop();
    await testDatabase.drop();
  }
});
