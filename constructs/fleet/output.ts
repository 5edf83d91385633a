import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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

/**
 * Makes a folder hold exactly the given files. Everything is written beside it first and then swapped, so that a
 * failure leaves the folder as it was. Where nothing differs nothing is touched.
 * @returns whether anything changed
 */
export function writeFolder(folder: string, files: Files): boolean {
  recoverFolder(folder);
  const before = readFolder(folder);
  if (before.size === files.size && [...files].every(([path, text]) => before.get(path) === text)) return false;
  const next = aside(folder, 'next');
  for (const [path, text] of files) {
    const file = join(next, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const old = aside(folder, 'old');
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(next, folder);
  rmSync(old, { recursive: true, force: true });
  return true;
}

/**
 * Undoes what a `writeFolder` that was killed has left beside the folder. After a crash between the two renames the
 * folder itself is missing and lies there.
 */
export function recoverFolder(folder: string): void {
  rmSync(aside(folder, 'next'), { recursive: true, force: true });
  const old = aside(folder, 'old');
  if (!existsSync(old)) return;
  if (existsSync(folder)) rmSync(old, { recursive: true, force: true });
  else renameSync(old, folder);
}

function aside(folder: string, what: 'next' | 'old'): string {
  return join(dirname(folder), `.${folder.split('/').at(-1)}.${what}`);
}

/** Writes a file where its text differs, by way of a file beside it. */
export function writeFile(file: string, text: string): boolean {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.next`, text);
  renameSync(`${file}.next`, file);
  return true;
}
