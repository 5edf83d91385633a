import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type OnResolveArgs, type OnResolveResult, type Plugin, version } from 'esbuild';
import { explained } from './failure';
import { bundleSettings } from './settings';

/** Modules of installed packages that programs import, as paths relative to the folder that has `node_modules`. */
export type Modules = ReadonlySet<string>;

/** Beside the folders of the programs. */
const fileName = 'packages.js';
const noteName = 'packages.json';

const programFile = join(__dirname, 'packages-program.ts');

const settings = {
  ...bundleSettings,
  legalComments: 'none',
  // `import()` becomes `require`: a script that is no module of Node.js may not import.
  supported: { 'dynamic-import': false },
  write: false,
} as const;

const run = promisify(execFile);

const namespace = 'installed';
const standIn = '.cjs';
const passed = Symbol('passed');

/**
 * Leaves installed packages out of programs: they take them from one file that all programs share. That file is made
 * once for a lock file, so that bundling our own sources, and starting what comes of it, takes little time.
 *
 * @param found filled with what is left out
 */
export function sharedPackages(root: string, found: Set<string>): Plugin {
  return {
    name: 'shared-packages',
    setup({ onResolve, onLoad, resolve: resolveFurther }) {
      onResolve({ filter: /^[^./]/ }, async (args: OnResolveArgs): Promise<OnResolveResult | undefined> => {
        if (args.kind === 'entry-point' || args.pluginData === passed) return undefined;
        const { path, importer, resolveDir, kind } = args;
        const resolved = await resolveFurther(path, { importer, resolveDir, kind, pluginData: passed });
        if (resolved.errors.length > 0 || !/[\\/]node_modules[\\/]/.test(resolved.path)) return resolved;
        // What stands in for a module is CommonJS, whatever the name of the module ends in.
        return { path: `${relative(root, resolved.path).replaceAll('\\', '/')}${standIn}`, namespace };
      });
      onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const module = path.slice(0, -standIn.length);
        found.add(module);
        return {
          contents: `module.exports = require("../${fileName}")[${JSON.stringify(module)}]()`,
          resolveDir: root,
        };
      });
      onResolve({ filter: /^\.\.\/packages\.js$/, namespace }, ({ path }) => ({ path, external: true }));
    },
  };
}

interface Note {
  /** Of the lock file and the compiler. */
  readonly key: string;
  readonly modules: readonly string[];
  /** Name of the file with all of them, after its content. */
  readonly file: string;
}

/** What stands for the installed packages: hash of the lock file, of the compiler, and of what is asked of it. */
export async function lockKey(root: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([version, settings]));
  for (const file of [programFile, join(root, 'package-lock.json')]) hash.update(await readFile(file).catch(() => ''));
  return hash.digest('hex');
}

/** Whether there is nothing left to make for programs that found their packages here before. */
export async function hasSharedPackages(root: string, directory: string): Promise<boolean> {
  const note = await readNote(directory);
  return note?.key === (await lockKey(root)) && existsSync(join(directory, fileName)) && isCompiled(directory, note);
}

/**
 * Makes the file of the shared packages, or leaves the one that is there where it has all of them.
 * @throws with what cannot be bundled
 */
export async function makeSharedPackages(root: string, directory: string, wanted: Modules): Promise<void> {
  const key = await lockKey(root);
  const before = await readNote(directory);
  const known = new Set(before?.key === key ? before.modules : []);
  if (before !== undefined && known.size > 0 && [...wanted].every((module) => known.has(module))) {
    return compile(directory, before);
  }

  const modules = [...new Set([...known, ...wanted])].sort();
  const line = (module: string): string =>
    `exports[${JSON.stringify(module)}] = () => require(${JSON.stringify(resolve(root, module))});`;
  const common = { ...settings, outfile: join(directory, fileName) };
  let file: string;
  try {
    const { outputFiles } = await build({
      ...common,
      stdin: { contents: modules.map(line).join('\n'), resolveDir: root, sourcefile: fileName },
    });
    const text = outputFiles.find(({ path }) => path === common.outfile)!.contents;
    const addons = outputFiles.filter(({ path }) => path !== common.outfile);
    file = `packages-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.js`;
    const program = await build({
      ...common,
      entryPoints: [programFile],
      define: { PACKAGES: JSON.stringify(file) },
    });
    // The program comes last: it appears when everything it needs is there.
    for (const { path, contents } of addons) await replace(path, contents);
    await replace(join(directory, file), text);
    await replace(join(directory, fileName), program.outputFiles[0]!.contents);
  } catch (error) {
    throw await explained(error);
  }
  const note = { key, modules, file } satisfies Note;
  await compile(directory, note);
  await replace(join(directory, noteName), JSON.stringify(note));
  // A program that is starting at this moment may still read those before it.
  for (const name of await readdir(directory)) {
    const isCurrent = [file, before?.file].some((one) => one !== undefined && name.startsWith(one));
    if (name.startsWith('packages-') && !isCurrent) await rm(join(directory, name), { force: true });
  }
}

function isCompiled(directory: string, { file }: Note): boolean {
  return existsSync(join(directory, `${file}.${process.version}.cache`));
}

/** Has this version of Node.js compile the packages once for all programs. Without that they start later, and run. */
async function compile(directory: string, note: Note): Promise<void> {
  if (isCompiled(directory, note)) return;
  await run(process.execPath, [join(directory, fileName)]).catch(() => undefined);
}

async function readNote(directory: string): Promise<Note | undefined> {
  try {
    const note = JSON.parse(await readFile(join(directory, noteName), 'utf8')) as Partial<Note>;
    return note.file === undefined ? undefined : (note as Note);
  } catch {
    return undefined;
  }
}

/** A file appears whole or not at all: a program may be starting at this moment. */
export async function replace(path: string, contents: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
