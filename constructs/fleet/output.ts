import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Files } from '../helm';

/** Files of a folder, by path relative to it. */
export function readFolder(folder: string): Files {
  const files: Files = new Map();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split('\\').join('/'), readFileSync(path, 'utf8'));
  }
  return files;
}

/** What is written aside, and takes its place at once. */
export interface Aside {
  /** Whether anything differs from what is there. */
  readonly differs: boolean;
  swap(): void;
  /** Leaves nothing behind. */
  discard(): void;
}

/**
 * Paths in a folder at which it does not hold exactly the given files; sorted. What is neither a file nor the folder of
 * one counts too: a link that leads elsewhere, an empty folder.
 */
export function differences(folder: string, files: Files): string[] {
  const before = readFolder(folder);
  const paths = [...before.keys(), ...files.keys()].filter((path) => before.get(path) !== files.get(path));
  if (existsSync(folder)) {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const around = new Set(entries.map(({ parentPath }) => parentPath));
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() && !around.has(path)) paths.push(relative(folder, path).split('\\').join('/'));
    }
  }
  return [...new Set(paths)].sort();
}

/**
 * Makes a folder hold exactly the given files. Everything is written beside it first and then swapped, so that a
 * failure leaves the folder as it was. Where nothing differs nothing is touched. A link to a folder is followed.
 * @returns whether anything changed
 */
export function writeFolder(folder: string, files: Files): boolean {
  return swapAll([() => folderAside(folder, files)]);
}

/**
 * Writes everything aside, then swaps it all: where something cannot be written, nothing is.
 * @returns whether anything changed
 */
export function swapAll(steps: readonly (() => Aside)[]): boolean {
  const written: Aside[] = [];
  try {
    for (const step of steps) written.push(step());
  } catch (error) {
    for (const each of written) each.discard();
    throw error;
  }
  for (const each of written) each.swap();
  return written.some(({ differs }) => differs);
}

const nothingToDo: Aside = { differs: false, swap: () => {}, discard: () => {} };

/** A folder with exactly the given files, beside the one whose place it will take. */
export function folderAside(path: string, files: Files): Aside {
  const folder = realFolder(path);
  recoverFolder(folder);
  if (differences(folder, files).length === 0) return nothingToDo;
  const next = aside(folder, 'next');
  const discard = (): void => rmSync(next, { recursive: true, force: true });
  try {
    for (const [name, text] of files) {
      const file = join(next, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  } catch (error) {
    discard();
    throw error;
  }
  const swap = (): void => {
    const old = aside(folder, 'old');
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(next, folder);
    rmSync(old, { recursive: true, force: true });
  };
  return { differs: true, swap, discard };
}

/** A file with that text, beside the one whose place it will take. */
export function fileAside(file: string, text: string): Aside {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    throw new Error(`${file}: found a folder, expected a file or nothing; move it away, or name another file`);
  }
  if (found !== undefined && existsSync(file) && readFileSync(file, 'utf8') === text) return nothingToDo;
  const next = `${file}.next`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(next, text);
  return { differs: true, swap: () => renameSync(next, file), discard: () => rmSync(next, { force: true }) };
}

/**
 * Undoes what a `writeFolder` that was killed has left beside the folder. After a crash between the two renames the
 * folder itself is missing and lies there.
 */
export function recoverFolder(path: string): void {
  const folder = realFolder(path);
  rmSync(aside(folder, 'next'), { recursive: true, force: true });
  const old = aside(folder, 'old');
  if (!existsSync(old)) return;
  if (existsSync(folder)) rmSync(old, { recursive: true, force: true });
  else renameSync(old, folder);
}

/** Where a folder is that a path leads to, or shall be. @throws Error where something else is there */
function realFolder(given: string): string {
  // Behind a slash at its end, a link is the folder that it leads to.
  const path = join(dirname(given), basename(given));
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return path;
  if (found.isSymbolicLink() && existsSync(path) && statSync(path).isDirectory()) return realpathSync(path);
  const what = !found.isSymbolicLink() ? 'a file' : existsSync(path) ? 'a link to a file' : 'a link that leads nowhere';
  throw new Error(`${path}: found ${what}, expected a folder or nothing; move it away, or name another folder`);
}

function aside(folder: string, what: 'next' | 'old'): string {
  return join(dirname(folder), `.${basename(folder)}.${what}`);
}

/** Writes a file where its text differs, by way of a file beside it. */
export function writeFile(file: string, text: string): boolean {
  return swapAll([() => fileAside(file, text)]);
}
