import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFleet } from '../fleet';
import { runToEnd } from '../processes';

export interface SynthesisOptions {
  readonly fleet: LocalFleet;
  /** The program as one file. */
  readonly file: string;
  /** Hash of it, without the packages that it uses. */
  readonly hash: string;
  /** Where it is noted what was generated from what. */
  readonly noteFile: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ending: AbortSignal;
  onLine(line: string): void;
}

/**
 * Generates what would be deployed. Synthesis reads nothing but its own program, so that it is left out where that
 * program, the packages and what it wrote are all as they were after the last time.
 *
 * @returns whether it was left out
 * @throws with what the program says when it fails
 */
export async function synthesize(options: SynthesisOptions): Promise<boolean> {
  const { fleet, file, hash, noteFile, environment, ending, onLine } = options;
  const note = async (): Promise<string> =>
    JSON.stringify({
      program: hash,
      packages: await hashOf([join(fleet.root, 'package-lock.json')]),
      written: await hashOf(fleet.synth!.writes.map((path) => join(fleet.root, path))),
    });
  if ((await readFile(noteFile, 'utf8').catch(() => '')) === (await note())) return true;
  const program = { name: 'synth', file, args: ['synth'], environment, workingDirectory: fleet.root, onLine };
  await runToEnd(program, ending);
  await writeFile(noteFile, await note());
  return false;
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const names = isFolder ? (await readdir(path, { recursive: true })).sort() : [''];
    const contents = await Promise.all(names.map((name) => readFile(join(path, name)).catch(() => undefined)));
    for (const [index, name] of names.entries()) hash.update(`${name}\0`).update(contents[index] ?? '');
  }
  return hash.digest('hex');
}
