import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replace } from './packages';

/** What programs were made from, so that they need not be made again as long as that stays. */
export interface Made<Programs> {
  readonly programs: Programs;
  /** Sources, relative to the root. */
  readonly inputs: readonly string[];
}

interface Note<Programs> extends Made<Programs> {
  /** Hash of the inputs, of what decides which files these are, and of the programs as they were written. */
  readonly hash: string;
}

export interface KnownProgramsOptions {
  readonly root: string;
  readonly outputDirectory: string;
  /** Everything else that decides what the programs become. */
  readonly key: string;
}

const noteName = 'programs.json';

/** @returns `undefined` where they have to be made: a source, or a program itself, is not as it was */
export async function knownPrograms<Programs extends object>(
  options: KnownProgramsOptions,
): Promise<Programs | undefined> {
  try {
    const note = JSON.parse(await readFile(join(options.outputDirectory, noteName), 'utf8')) as Note<Programs>;
    return note.hash === (await hashOf(options, note)) ? note.programs : undefined;
  } catch {
    return undefined;
  }
}

export async function noteMade<Programs extends object>(
  options: KnownProgramsOptions,
  made: Made<Programs>,
): Promise<void> {
  const note: Note<Programs> = { ...made, hash: await hashOf(options, made) };
  await replace(join(options.outputDirectory, noteName), JSON.stringify(note));
}

/** @throws where a file is gone */
async function hashOf(
  { root, outputDirectory, key }: KnownProgramsOptions,
  { inputs, programs }: Made<object>,
): Promise<string> {
  const folders = foldersOf(inputs);
  const parts = await Promise.all([
    ...inputs.map((path) => readFile(join(root, path))),
    // A file that comes may be found in the place of another, and these say where packages are found.
    ...folders.map(async (folder) => (await readdir(join(root, folder))).sort().join('\0')),
    ...['', ...folders].flatMap((folder) =>
      ['package.json', 'tsconfig.json'].map((name) => readFile(join(root, folder, name)).catch(() => '')),
    ),
    ...Object.keys(programs).map((entry) => readFile(join(outputDirectory, `${entry}.js`))),
  ]);
  const hash = createHash('sha256').update(key);
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest('hex');
}

/** The folders of these files and those above them, without the root. */
function foldersOf(files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); folder !== '.' && !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders].sort();
}
