import { mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { type BuildResult, build, context, type OutputFile } from 'esbuild';
import { explained } from './failure';
import { type KnownProgramsOptions, knownPrograms, noteMade } from './known-programs';
import { hasSharedPackages, lockKey, makeSharedPackages, replace, sharedPackages } from './packages';
import { bundleSettings } from './settings';

export interface BundleOptions {
  /** Source files by the path of what they become: `{ 'orders/main': 'services/orders/main.ts' }`. One folder deep. */
  readonly entries: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly outputDirectory: string;
  /** Absolute path of the folder with `node_modules` and the lock file, from which relative paths count. */
  readonly root: string;
}

/** Hash of the program that each entry has become. */
export type Programs = Readonly<Record<string, string>>;

/**
 * Makes each entry a program of one file with a source map, beside one file of packages that all of them share. Does
 * nothing where all sources are as they were the last time.
 * @throws with where each mistake is, as the compiler says it
 */
export async function bundle(options: BundleOptions): Promise<Programs> {
  const known = await knownProgramsOptions(options);
  const programs = await knownPrograms<Programs>(known);
  if (programs !== undefined && (await hasSharedPackages(options.root, options.outputDirectory))) return programs;
  const modules = new Set<string>();
  try {
    const { outputFiles, metafile } = await build(esbuildOptions(options, modules));
    const made = await written(outputFiles, options, modules, {});
    // Others are installed packages, for which the lock file stands.
    const inputs = Object.keys(metafile.inputs).filter((path) => !path.includes(':'));
    await noteMade(known, { programs: made, inputs });
    return made;
  } catch (error) {
    throw await explained(error);
  }
}

export interface BundleListener {
  /** @param changed entries whose program is another one than before */
  onChange(changed: readonly string[]): void;
  /** The programs before it stay. */
  onFailure(error: Error): void;
}

/**
 * Bundles again whenever a source changes.
 * @param before what the entries are already
 * @returns what ends it
 */
export async function watchBundle(
  options: BundleOptions,
  before: Programs,
  { onChange, onFailure }: BundleListener,
): Promise<() => Promise<void>> {
  const modules = new Set<string>();
  let programs = before;
  const onEnd = async ({ errors, outputFiles = [] }: BuildResult): Promise<void> => {
    try {
      if (errors.length > 0) throw { errors };
      const earlier = programs;
      programs = await written(outputFiles, options, modules, earlier);
      const changed = Object.keys(programs).filter((entry) => programs[entry] !== earlier[entry]);
      if (changed.length > 0) onChange(changed);
    } catch (error) {
      onFailure(await explained(error));
    }
  };
  const settings = esbuildOptions(options, modules);
  const plugin = { name: 'written', setup: (work: { onEnd(hook: typeof onEnd): void }) => work.onEnd(onEnd) };
  const watching = await context({ ...settings, plugins: [...settings.plugins, plugin] });
  await watching.watch();
  return () => watching.dispose();
}

function esbuildOptions({ entries, outputDirectory, root }: BundleOptions, modules: Set<string>) {
  return {
    ...bundleSettings,
    entryPoints: { ...entries },
    outdir: outputDirectory,
    absWorkingDir: root,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    plugins: [sharedPackages(root, modules)],
    metafile: true,
    write: false,
  } as const satisfies Parameters<typeof build>[0];
}

async function knownProgramsOptions({ entries, outputDirectory, root }: BundleOptions): Promise<KnownProgramsOptions> {
  return { root, outputDirectory, key: JSON.stringify([entries, bundleSettings, await lockKey(root)]) };
}

async function written(
  files: readonly OutputFile[],
  { outputDirectory, root }: BundleOptions,
  modules: ReadonlySet<string>,
  earlier: Programs,
): Promise<Programs> {
  const entryOf = (path: string): string =>
    relative(outputDirectory, path)
      .replaceAll('\\', '/')
      .replace(/\.js(\.map)?$/, '');
  const programs = Object.fromEntries(
    files.filter(({ path }) => path.endsWith('.js')).map(({ path, hash }) => [entryOf(path), hash]),
  );
  const changed = files.filter(({ path }) => programs[entryOf(path)] !== earlier[entryOf(path)]);
  for (const folder of new Set([outputDirectory, ...changed.map(({ path }) => dirname(path))])) {
    await mkdir(folder, { recursive: true });
  }
  await makeSharedPackages(root, outputDirectory, modules);
  await Promise.all(changed.map(({ path, contents }) => replace(path, contents)));
  return programs;
}
