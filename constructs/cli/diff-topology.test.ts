import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import type { Fleet } from '../fleet';
import { service } from '../topology/testing/declarations';
import { runFleet } from './run';

const start = process.cwd();
let root: string;
let temporary: string;
let told: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(os.tmpdir(), 'flotilla-diff-')));
  temporary = join(root, 'temporary');
  mkdirSync(temporary);
  jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
  told = '';
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      told += text;
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(start);
  rmSync(root, { recursive: true });
});

/** A repository with a file in a revision; what runs next runs in a folder of it. */
function commit(folder: string, file: string, text: string): void {
  const repository = join(root, 'repository');
  const path = join(repository, folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: repository });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'A revision');
  process.chdir(join(repository, folder));
}

const declared = (name: string): string => `export const declaration = ${JSON.stringify(service(name))};\n`;
const fleet = { name: 'farm', declarations: [service('cows')], environments: [] } as unknown as Fleet;
const diff = (): number => runFleet(fleet, ['diff:topology', 'HEAD']);

test.each(['.', 'farm', 'farms/big'])('a revision is read in the folder %s of a repository', (folder) => {
  commit(folder, 'services/cows/service.ts', declared('cows'));
  expect({ code: diff(), told }).toEqual({ code: 0, told: 'The topology does not change.\n' });
});

test('what a revision is read with is removed, also where it cannot be read', () => {
  commit('.', 'services/cows/service.ts', declared('cows'));
  expect(diff()).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
  commit('.', 'services/cows/service.ts', 'export const other = 1;\n');
  expect(diff()).toBe(2);
  expect(told).toContain('services/cows/service.ts at HEAD: found no export "declaration"');
  expect(readdirSync(temporary)).toEqual([]);
});
