import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing';
import { runCommand } from './command';
import { outboxMigration } from './migration';

describe('the command for the outbox', () => {
  let database: TestDatabase;
  let client: Client;

  const run = async (...args: string[]): Promise<string> => {
    const written: string[] = [];
    await runCommand(args, { DATABASE_URL: database.url }, (text) => written.push(text));
    return written.join('');
  };
  const waiting = async (): Promise<string[]> => {
    const { rows } = await client.query<{ type: string }>(
      'select type from outbox where published_at is null and failed_at is null order by type',
    );
    return rows.map(({ type }) => type);
  };

  beforeEach(async () => {
    database = await createTestDatabase({ '001-outbox': outboxMigration });
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`
      insert into outbox (id, aggregate_type, aggregate_id, subject, type, payload, headers, created_at, published_at,
        attempts, failed_at, last_error)
      values
        ('00000000-0000-7000-8000-000000000001', 'order', '1', 'orders.v1.order.placed', 'old', '{}', '{}',
          '2026-01-01T00:00Z', '2026-01-01T00:00Z', 1, null, null),
        ('00000000-0000-7000-8000-000000000002', 'order', '2', 'orders.v1.order.placed', 'new', '{}', '{}',
          '2026-01-02T00:00Z', '2026-01-02T00:00Z', 1, null, null),
        ('00000000-0000-7000-8000-000000000003', 'order', '3', 'orders.v1.order.confirmed', 'other', '{}', '{}',
          '2026-01-02T00:00Z', '2026-01-02T00:00Z', 1, null, null),
        ('00000000-0000-7000-8000-000000000004', 'order', '4', 'orders.v1.order.placed', 'failed', '{}', '{}',
          '2026-01-03T00:00Z', null, 7, '2026-01-04T00:00Z', E'Error: too\\nlarge')`);
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  test('lists what was given up, and gives it another chance', async () => {
    expect(await run('list')).toBe(
      '2026-01-04T00:00:00.000Z  orders.v1.order.placed  00000000-0000-7000-8000-000000000004\n' +
        '  Error: too large (attempts: 7)\n1 message given up\n',
    );
    expect(await run('retry')).toBe('1 message will be published as soon as the service runs\n');
    expect(await run('list')).toBe('0 messages given up\n');
    expect(await waiting()).toEqual(['failed']);
  });

  test.each<[string[], string[]]>([
    [['--all'], ['new', 'old', 'other']],
    [
      ['--since', '2026-01-02'],
      ['new', 'other'],
    ],
    [['--since', '2025-12-31', '--until', '2026-01-01T12:00:00Z'], ['old']],
    [['--all', '--subject', 'orders.v1.order.confirmed'], ['other']],
    [
      ['--all', '--subject', 'orders.'],
      ['new', 'old', 'other'],
    ],
  ])('publishes again what its conditions name: %j', async (conditions, types) => {
    expect(await run('republish', ...conditions)).toMatch(new RegExp(`^${types.length} messages? will be published`));
    expect(await waiting()).toEqual(types);
  });

  test('publishes nothing again without a condition, or with one that it does not understand', async () => {
    await expect(run('republish')).rejects.toThrow('republish since when? Give --since');
    for (const since of ['yesterday', '7']) {
      await expect(run('republish', '--since', since)).rejects.toThrow(
        `--since is '${since}'; expected a time such as`,
      );
    }
    expect(await waiting()).toEqual([]);
  });

  test.each([[['mend']], [[]], [['list', 'all']]])('says what it knows, given %p', async (args) => {
    await expect(run(...args)).rejects.toThrow(/is no command\n\nusage: npm run -s outbox/);
  });
});
