import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { WatchedSecret } from '.';

/** Files as Kubernetes mounts them: `key` → `..data/key`, `..data` → a folder that is replaced as a whole. */
describe('a watched secret', () => {
  let directory: string;
  let now: number;
  let log: string[];
  let secret: WatchedSecret;
  const mount = (version: string, content: string): void => {
    mkdirSync(join(directory, version));
    writeFileSync(join(directory, version, 'key'), content);
    symlinkSync(version, join(directory, '..data_tmp'));
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flotilla-secret-'));
    mount('..1', 'first\n');
    symlinkSync('..data/key', join(directory, 'key'));
    now = 0;
    log = [];
    const logger = pino({}, { write: (line) => log.push(line) });
    secret = new WatchedSecret({
      key: 'KEYS',
      value: 'first',
      file: join(directory, 'key'),
      logger,
      now: () => now,
    });
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  test('has the new value five seconds after its files were swapped, and says so without showing it', () => {
    mount('..2', 'second\n');
    now = 4_999;
    expect(secret.value).toBe('first');
    now = 5_000;
    expect(secret.value).toBe('second');
    now = 10_000;
    expect(secret.value).toBe('second');
    expect(log.map((line) => JSON.parse(line).msg)).toEqual(['a secret was replaced']);
    expect(log.join()).not.toContain('second');
  });

  test.each([
    ['missing', () => unlinkSync(join(directory, '..data'))],
    ['empty', () => mount('..2', '\n')],
  ])('keeps its value while the file is %s, complains, and goes on afterwards', (_, damage) => {
    damage();
    now = 5_000;
    expect(secret.value).toBe('first');
    expect(JSON.parse(log[0]!)).toMatchObject({ level: 40, key: 'KEYS' });
    mount('..3', 'third');
    now = 10_000;
    expect(secret.value).toBe('third');
  });
});
