import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing';
import { runCommand } from './command';
import { deadLetterMigration } from './migration';

describe('the command for dead letters', () => {
  let database: TestDatabase;

  const run = async (...args: string[]): Promise<string> => {
    const written: string[] = [];
    await runCommand(args, { DATABASE_URL: database.url }, (text) => written.push(text));
    return written.join('');
  };

  beforeAll(async () => {
    database = await createTestDatabase({ '001-dead-letters': deadLetterMigration });
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`
      insert into dead_letter (consumer, message_id, subject, stream, stream_seq, headers, payload, payload_encoding,
        error, attempts, failed_at)
      values
        ('orders-saga', 'm2', 'payments.v1.payment.paid', 'PAYMENTS', 2, '{}', '{}', 'utf8', E'Error: odd\\nat', 8, '2026-01-02Z'),
        ('orders-privacy', 'm1', 'users.v1.user.deleted', 'USERS', 1, '{}', '{}', 'utf8', 'Error: no', 1, '2026-01-01Z')`);
    await client.end();
  });

  afterAll(() => database.drop());

  test('lists, replays and drops what its conditions name', async () => {
    const first = '2026-01-01T00:00:00.000Z  orders-privacy  users.v1.user.deleted  m1\n  Error: no (attempts: 1)\n';
    const second =
      '2026-01-02T00:00:00.000Z  orders-saga  payments.v1.payment.paid  m2\n  Error: odd at (attempts: 8)\n';
    expect(await run('list')).toBe(`${first}${second}2 dead letters\n`);
    expect(await run('list', '--consumer', 'orders-saga')).toBe(`${second}1 dead letter\n`);
    expect(await run('replay', '--subject', 'users.v1.user.deleted')).toMatch(/^1 dead letter will be handled/);
    expect(await run('list', '--message', 'm1')).toContain('(attempts: 1, waiting to be handled anew)');
    expect(await run('drop', '--message', 'm2')).toBe('1 dead letter dropped\n');
    expect(await run('drop', '--all')).toBe('1 dead letter dropped\n');
    expect(await run('list')).toBe('0 dead letters\n');
  });

  test('changes nothing without a condition', async () => {
    await expect(run('drop')).rejects.toThrow('drop what? Give --consumer');
  });

  test.each([[['mend']], [[]], [['list', 'all']]])('says what it knows, given %p', async (args) => {
    await expect(run(...args)).rejects.toThrow(/is no command\n\nusage: npm run -s dead-letters/);
  });

  test('says what it needs', async () => {
    await expect(runCommand(['list'], {}, () => undefined)).rejects.toThrow(/DATABASE_URL/);
    const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    await expect(runCommand(['list'], nowhere, () => undefined)).rejects.toThrow(/check DATABASE_URL/);
  });
});
