import type { Knex } from 'knex';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createTestDatabase, eventually, type TestDatabase } from '../testing';
import { build, Database, isConflict, isConnectionFailure, isUniqueViolation, Retention } from '.';

const migrations = {
  '001-things': {
    up: (knex: Knex) =>
      knex.raw(`
        create table thing (
          id int primary key,
          name text not null,
          size bigint not null default 0,
          made_at timestamptz not null default now()
        )`),
  },
};
const silent = pino({ level: 'silent' });

describe('the database', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let registry: Registry;
  const open = async (limits: object = {}): Promise<Database> => {
    registry = new Registry();
    const opened = new Database({
      url: testDatabase.url,
      applicationName: 'test',
      migrations,
      logger: silent,
      registry,
      ...limits,
    });
    await opened.start();
    return opened;
  };
  const names = async (): Promise<string[]> =>
    (await database.query<{ name: string }>('select name from thing order by id')).map(({ name }) => name);
  const add = (id: number, name: string) => build('thing').insert({ id, name });

  beforeEach(async () => {
    testDatabase = await createTestDatabase(migrations);
    database = await open();
  });

  afterEach(async () => {
    await database.stop();
    await testDatabase.drop();
  });

  test('runs what knex builds, plain SQL, and SQL with values', async () => {
    expect(await database.execute(add(1, 'one'))).toBe(1);
    expect(await database.first({ text: 'select name from thing where id = $1', values: [1] })).toEqual({
      name: 'one',
    });
    expect(await database.first('select name from thing where id = 2')).toBeUndefined();
    expect(await database.query(build('thing').select('id').whereIn('id', [1, 2]))).toEqual([{ id: 1 }]);
  });

  test('gives bigint as a number, and refuses one that a number cannot hold', async () => {
    expect(await database.first('select 9007199254740991::bigint as n')).toEqual({ n: Number.MAX_SAFE_INTEGER });
    await expect(database.first('select 9007199254740993::bigint as n')).rejects.toThrow(
      /outside of the safe integers/,
    );
  });

  test('commits what a transaction did, then runs what waited for it', async () => {
    const seen: string[][] = [];
    const result = await database.transaction(async (transaction) => {
      transaction.afterCommit(() => seen.push(['committed']));
      await transaction.execute(add(1, 'one'));
      seen.push(await names());
      return 'done';
    });
    expect(result).toBe('done');
    expect(seen).toEqual([[], ['committed']]);
    expect(await names()).toEqual(['one']);
  });

  test('rolls back when the work rejects, and runs nothing that waited for the commit', async () => {
    let committed = false;
    const failing = database.transaction(async (transaction) => {
      transaction.afterCommit(() => {
        committed = true;
      });
      await transaction.execute(add(1, 'one'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await names()).toEqual([]);
    expect(committed).toBe(false);
  });

  test('does not take a swallowed error for a commit', async () => {
    const swallowing = database.transaction(async (transaction) => {
      await transaction.execute(add(1, 'one'));
      await transaction.execute(add(1, 'again')).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow(/rolled back: a statement in it failed/);
    expect(await names()).toEqual([]);
  });

  test('cancels the running statement when its signal is aborted, and keeps the connection usable', async () => {
    await database.stop();
    database = await open({ maxConnections: 3 });
    const controller = new AbortController();
    const sleeping = database.transaction(
      async (transaction) => {
        await transaction.execute(add(1, 'one'));
        await transaction.execute('select pg_sleep(4)');
      },
      { signal: controller.signal },
    );
    const sleepers = database.prepare(
      'sleepers',
      () => "select 1 from pg_stat_activity where query like '%pg_sleep(4)'",
    );
    await eventually(async () => (await sleepers({})).length === 1);
    const began = Date.now();
    controller.abort(new Error('the client went away'));
    await expect(sleeping).rejects.toThrow('the client went away');
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await names()).toEqual([]);
  });

  test('ends statements, lock waits and idle transactions that take too long', async () => {
    await database.stop();
    database = await open({ statementTimeoutMs: 300, lockTimeoutMs: 100, idleInTransactionTimeoutMs: 100 });
    await expect(database.execute('select pg_sleep(2)')).rejects.toMatchObject({ code: '57014' });
    await database.execute(add(1, 'one'));
    const other = await open();
    try {
      await other.transaction(async (holder) => {
        await holder.execute('select * from thing for update');
        const blocked = await database.execute('update thing set size = 1').catch((error: unknown) => error);
        expect(isConflict(blocked)).toBe(true);
      });
    } finally {
      await other.stop();
    }
    const idle = database.transaction(async (transaction) => {
      await transaction.execute('select 1');
      await eventually(
        async () =>
          (await database.first("select 1 from pg_stat_activity where state like 'idle in transaction%'")) ===
          undefined,
      );
      await transaction.execute('select 1');
    });
    await expect(idle).rejects.toMatchObject({ code: '25P03' });
  });

  test('knows failures of the connection from failures of a statement', async () => {
    await database.execute(add(1, 'one'));
    const duplicate = await database.execute(add(1, 'one')).catch((error: unknown) => error);
    expect(isUniqueViolation(duplicate)).toBe(true);
    expect(isUniqueViolation(duplicate, 'thing_pkey')).toBe(true);
    expect(isUniqueViolation(duplicate, 'another')).toBe(false);
    expect(isConnectionFailure(duplicate)).toBe(false);
    const cut = await database
      .transaction(async (transaction) => {
        await transaction.execute('select 1');
        await testDatabase.disconnectAll();
        await transaction.execute('select 1');
      })
      .catch((error: unknown) => error);
    expect(isConnectionFailure(cut)).toBe(true);
  });

  test('answers hot statements over shared connections, many at once, and again after they were cut', async () => {
    await database.execute('insert into thing select n, n::text from generate_series(1, 500) n');
    const byId = database.prepare<{ id: number }, { name: string }>('thing-by-id', (knex, input) =>
      knex('thing').select('name').where('id', input('id')).where('size', 0),
    );
    const read = async (): Promise<unknown[]> =>
      (await Promise.all(Array.from({ length: 500 }, (_, index) => byId({ id: index + 1 })))).flat();
    const expected = Array.from({ length: 500 }, (_, index) => ({ name: String(index + 1) }));
    expect(await read()).toEqual(expected);
    await testDatabase.disconnectAll();
    await eventually(async () => expect(await read()).toEqual(expected));
    await eventually(() => database.ready());
    expect(() => database.prepare('thing-by-id', () => 'select 1')).toThrow(/'thing-by-id' exists already/);
  });

  test('shows its pool', async () => {
    await database.transaction(async (transaction) => {
      await transaction.execute('select 1');
      expect(await registry.getSingleMetricAsString('db_pool_connections')).toContain('{state="used"} 1');
    });
    expect(await registry.getSingleMetricAsString('db_pool_connections')).toContain('{state="used"} 0');
  });

  test('deletes expired rows in batches, and no others', async () => {
    await database.execute(
      `insert into thing
       select n, n::text, n % 10, now() - case when n % 10 = 9 then interval '1 hour' else interval '49 hours' end
       from generate_series(1, 3000) n`,
    );
    const rules = [
      { table: 'missing', column: 'made_at' },
      { table: 'thing', column: 'made_at', days: 2, where: 'size > 0' },
    ];
    const retention = new Retention({ database, rules, logger: silent, everyMs: 1 });
    await retention.start();
    await eventually(async () => (await names()).length === 600);
    await retention.stop();
    expect(await database.first('select count(*) as count from thing where size in (0, 9)')).toEqual({ count: 600 });
  });
});
