import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, type OnResolveArgs, type OnResolveResult, type Plugin, version } from 'esbuild';
import { explained } from './failure';
import { bundleSettings } from './settings';

/** Modules of installed packages that programs import, as paths relative to the folder that has `node_modules`. */
export type Modules = ReadonlySet<string>;

/** Beside the folders of the programs. */
const fileName = 'packages.js';

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
}

/**
 * Makes the file of the shared packages, or leaves the one that is there where it has all of them.
 * @throws with what cannot be bundled
 */
export async function makeSharedPackages(root: string, directory: string, wanted: Modules): Promise<void> {
  const noteFile = join(directory, 'packages.json');
  const lock = await readFile(join(root, 'package-lock.json')).catch(() => '');
  const key = createHash('sha256').update(version).update(lock).digest('hex');
  const note = await readNote(noteFile);
  const known = new Set(note?.key === key ? note.modules : []);
  if (known.size > 0 && [...wanted].every((module) => known.has(module))) return;

  const modules = [...new Set([...known, ...wanted])].sort();
  const line = (module: string): string =>
    `exports[${JSON.stringify(module)}] = () => require(${JSON.stringify(resolve(root, module))});`;
  try {
    const { outputFiles } = await build({
      ...bundleSettings,
      stdin: { contents: modules.map(line).join('\n'), resolveDir: root, sourcefile: fileName },
      outfile: join(directory, fileName),
      legalComments: 'none',
      write: false,
    });
    // Native addons come first: the file appears when everything it needs is there.
    for (const { path, contents } of outputFiles.toReversed()) await replace(path, contents);
  } catch (error) {
    throw await explained(error);
  }
  await replace(noteFile, JSON.stringify({ key, modules } satisfies Note));
}

async function readNote(file: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Note;
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
