import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from './directory-store';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flotilla-secrets-'));
});

afterEach(() => rm(directory, { recursive: true }));

test('keeps a Secret as a folder with a private file for each key', async () => {
  expect(await directoryStore(directory).create('orders-nats', { nkey: 'SU', 'public.conf': 'U' })).toBe('made');
  expect(await readFile(join(directory, 'orders-nats', 'nkey'), 'utf8')).toBe('SU');
  expect((await stat(join(directory, 'orders-nats', 'nkey'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, 'orders-nats'))).mode & 0o777).toBe(0o700);
});

test('leaves one that exists as it is, and nothing beside it', async () => {
  const store = directoryStore(directory);
  await store.create('admin', { password: 'first' });
  expect(await store.create('admin', { password: 'second' })).toBe('exists');
  expect(await readFile(join(directory, 'admin', 'password'), 'utf8')).toBe('first');
  expect(await readdir(directory)).toEqual(['admin']);
});

test('of many at the same time one makes it', async () => {
  const store = directoryStore(directory);
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, index) => store.create('x', { key: String(index) })),
  );
  expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(1);
});
