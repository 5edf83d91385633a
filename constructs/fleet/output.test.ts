import fs, {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, fileAside, folderAside, readFolder, recoverFolder, swapAll, writeFolder } from './output';

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
  expect(readdirSync(root)).toEqual(['out']);
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
  expect(readdirSync(root)).toEqual(['out']);
});

test('where one of several things cannot be written, nothing is', () => {
  const folder = join(root, 'out');
  writeFolder(folder, new Map([['a.txt', 'a']]));
  writeFileSync(join(root, 'file'), '');
  const files = new Map([['a.txt', 'b']]);
  for (const file of [join(root, 'file', 'type.ts'), folder]) {
    expect(() => swapAll([() => folderAside(folder, files), () => fileAside(file, '')])).toThrow();
  }
  expect(readFolder(folder)).toEqual(new Map([['a.txt', 'a']]));
  expect(readdirSync(root)).toEqual(['file', 'out']);
  expect(swapAll([() => folderAside(folder, files), () => fileAside(join(root, 'type.ts'), 't')])).toBe(true);
  expect(readFileSync(join(root, 'type.ts'), 'utf8')).toBe('t');
});

test('a link to a folder is followed, whatever else is in its place is left there', () => {
  mkdirSync(join(root, 'elsewhere'));
  const folder = join(root, 'out');
  symlinkSync('elsewhere', folder);
  expect(writeFolder(`${folder}/`, new Map([['a.txt', 'a']]))).toBe(true);
  expect(lstatSync(folder).isSymbolicLink()).toBe(true);
  expect(readdirSync(join(root, 'elsewhere'))).toEqual(['a.txt']);
  symlinkSync('nowhere', join(root, 'dangling'));
  writeFileSync(join(root, 'file'), '');
  const files = new Map([['a.txt', 'a']]);
  expect(() => writeFolder(join(root, 'dangling'), files)).toThrow(
    'dangling: found a link that leads nowhere, expected a folder or nothing; move it away, or name another folder',
  );
  expect(() => writeFolder(join(root, 'file'), files)).toThrow('file: found a file, expected a folder or nothing');
  expect(readdirSync(root)).toEqual(['dangling', 'elsewhere', 'file', 'out']);
});

test('where the new folder cannot be put in its place, the old one is not lost', () => {
  const folder = join(root, 'out');
  writeFolder(folder, new Map([['a.txt', 'a']]));
  const rename = fs.renameSync;
  const spy = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (to === folder) throw new Error('no space left');
    rename(from, to);
  });
  try {
    expect(() => writeFolder(folder, new Map([['a.txt', 'b']]))).toThrow('no space left');
  } finally {
    spy.mockRestore();
  }
  recoverFolder(folder);
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

test('links and empty folders differ from what is given, and are gone when it is written', () => {
  const folder = join(root, 'out');
  const files = new Map([
    ['a.txt', 'a'],
    ['b/c.txt', 'c'],
  ]);
  writeFolder(folder, files);
  expect(differences(folder, files)).toEqual([]);
  mkdirSync(join(folder, 'b/empty/inner'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'elsewhere/a.txt'), 'a');
  rmSync(join(folder, 'a.txt'));
  symlinkSync(join(root, 'elsewhere/a.txt'), join(folder, 'a.txt'));
  symlinkSync(join(root, 'elsewhere'), join(folder, 'd'));
  symlinkSync(join(root, 'nowhere'), join(folder, 'b/dangling'));
  expect(differences(folder, files)).toEqual(['a.txt', 'b/dangling', 'b/empty/inner', 'd']);
  expect(writeFolder(folder, files)).toBe(true);
  expect(differences(folder, files)).toEqual([]);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['a.txt', 'b', 'b/c.txt']);
  expect(readFileSync(join(root, 'elsewhere/a.txt'), 'utf8')).toBe('a');
});
