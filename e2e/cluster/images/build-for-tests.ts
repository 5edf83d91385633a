import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionsOf } from '../../../bench/options';
import { archiveImage, findTool, loadArchive, run, splitArguments } from '../../../services/images';

/** An image that only tests need. */
export interface TestImage {
  readonly name: string;
  /** Absolute path of its Dockerfile. */
  readonly dockerfile: string;
  /** Puts into the folder that is its build context what is to be in it. */
  prepare(context: string): Promise<void>;
  /** Arguments of its build, e.g. `BASE=…`. @default - none */
  readonly buildArguments?: readonly string[];
}

/**
 * The command line of a program that builds images for tests:
 * `[--node-image NAME] [--load COMMAND] [-- ARGUMENTS OF THE BUILD]`. Prints the name of each; a failure is told in a
 * line and ends the process with 1.
 *
 * @param program of npm, for messages
 * @param purpose what it builds, for `--help`
 * @param images given the name of the image with Node.js
 */
export async function buildForTests(
  program: string,
  purpose: string,
  images: (nodeImage: string) => TestImage[],
): Promise<void> {
  try {
    const [own, extra] = splitArguments(process.argv.slice(2));
    const options = optionsOf(
      `usage: npm run ${program} -- [--node-image NAME] [--load COMMAND] [-- ARGUMENTS OF THE BUILD]\n\n${purpose}`,
      { 'node-image': { type: 'string', default: 'node:24-bookworm-slim' }, load: { type: 'string' } },
      own,
    );
    for (const image of images(options['node-image'])) {
      await buildOne(image, extra, options.load);
      process.stdout.write(`${image.name}\n`);
    }
  } catch (error) {
    process.stderr.write(`${program}: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

async function buildOne(image: TestImage, extra: readonly string[], load: string | undefined): Promise<void> {
  const { name, dockerfile, buildArguments = [] } = image;
  const tool = findTool();
  const scratch = mkdtempSync(join(tmpdir(), 'flotilla-test-image-'));
  try {
    const context = join(scratch, 'context');
    await image.prepare(context);
    const own = buildArguments.flatMap((argument) => ['--build-arg', argument]);
    run(tool.name, [...tool.build, ...own, ...extra, '--file', dockerfile, '--tag', name, context], 'inherit');
    if (load === undefined) return;
    const archive = join(scratch, 'image.tar');
    archiveImage(tool, name, archive);
    loadArchive(load, archive);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Copies files and folders below one folder into a build context, with their links as they are. */
export function copyAll(files: Readonly<Record<string, string>>, context: string): void {
  for (const [name, from] of Object.entries(files)) {
    cpSync(from, join(context, name), { recursive: true, verbatimSymlinks: true });
  }
}
