import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from './migrations';

let folder: string;
let runs: number;

const ending = new AbortController().signal;
const start = (database = 'cluster 1', program = 'a') =>
  migrations({
    noteFile: join(folder, 'migrations.json'),
    identities: new Map(database === '' ? [] : [['clerk', database]]),
    programs: { 'clerk/migrate': program },
    ending,
  });
const clerk = {
  declaration: { name: 'clerk' },
  migrate: async (): Promise<void> => {
    runs += 1;
  },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-migrations-'));
  runs = 0;
  await start()(clerk);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a database that the same program has brought up to date is left alone', async () => {
  await start()(clerk);
  expect(runs).toBe(1);
});

test.each([
  ['by another program', ['cluster 1', 'b']],
  ['that was made anew', ['cluster 2', 'a']],
  ['of whose past nothing is known', ['', 'a']],
] as const)('a database %s is migrated', async (_, [database, program]) => {
  await start(database, program)(clerk);
  expect(runs).toBe(2);
});

test('a migration that fails is run again, and so is everything without a note that can be read', async () => {
  const broken = { ...clerk, migrate: () => Promise.reject(new Error('no')) };
  await expect(start('cluster 2')(broken)).rejects.toThrow('no');
  await start('cluster 2')(clerk);
  await writeFile(join(folder, 'migrations.json'), '{');
  await start('cluster 2')(clerk);
  expect(runs).toBe(3);
});
