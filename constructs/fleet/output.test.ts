import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder, recoverFolder, writeFolder } from './output';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flotilla-output-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a folder holds exactly what it is given', () => {
  const folder = join(root, 'out');
  expect(
    writeFolder(
      folder,
      new Map([
        ['a/b.txt', 'b'],
        ['c.txt', 'c'],
      ]),
    ),
  ).toBe(true);
  expect(writeFolder(folder, new Map([['c.txt', 'd']]))).toBe(true);
  expect(readFolder(folder)).toEqual(new Map([['c.txt', 'd']]));
});

test('where nothing differs nothing is touched', () => {
  const folder = join(root, 'out');
  const files = new Map([['a.txt', 'a']]);
  writeFolder(folder, files);
  const before = statSync(join(folder, 'a.txt')).ino;
  expect(writeFolder(folder, files)).toBe(false);
  expect(statSync(join(folder, 'a.txt')).ino).toBe(before);
});

test('a failure while writing leaves the folder as it was', () => {
  const folder = join(root, 'out');
  writeFolder(folder, new Map([['a.txt', 'a']]));
  // A file cannot be a folder at the same time.
  expect(() =>
    writeFolder(
      folder,
      new Map([
        ['x', '1'],
        ['x/y', '2'],
      ]),
    ),
  ).toThrow();
  expect(readFolder(folder)).toEqual(new Map([['a.txt', 'a']]));
});

test('a crash between the two renames is mended by the next run', () => {
  const folder = join(root, 'out');
  writeFolder(folder, new Map([['a.txt', 'a']]));
  renameSync(folder, join(root, '.out.old'));
  expect(() =>
    writeFolder(
      folder,
      new Map([
        ['x', '1'],
        ['x/y', '2'],
      ]),
    ),
  ).toThrow();
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('a');
  expect(existsSync(join(root, '.out.old'))).toBe(false);
});

test('what a crash left is gone after a run that changes nothing', () => {
  const folder = join(root, 'out');
  const files = new Map([['a.txt', 'a']]);
  writeFolder(folder, files);
  for (const left of ['.out.next', '.out.old']) mkdirSync(join(root, left));
  expect(writeFolder(folder, files)).toBe(false);
  expect(readdirSync(root)).toEqual(['out']);
});

test('the folder is back before anything is generated', () => {
  const folder = join(root, 'out');
  writeFolder(folder, new Map([['a.txt', 'a']]));
  renameSync(folder, join(root, '.out.old'));
  recoverFolder(folder);
  expect(readFolder(folder)).toEqual(new Map([['a.txt', 'a']]));
});
