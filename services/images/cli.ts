import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { archiveImage, type BuiltImage, buildImage, loadArchive, run, splitArguments } from './build-image';
import { type ImageSource, imageSources } from './image-source';
import { findTool, type ImageTool } from './image-tool';

const usage = `usage: npm run images [-- OPTIONS [-- ARGUMENTS OF THE BUILD]]

Builds the image of every service, tags it by content and by version, and tells its size.

  --only NAME         this service alone; may be repeated
  --node-image NAME   base image in place of the Dockerfiles' default
  --registry PREFIX   before the name of each image, e.g. ghcr.io/acme
  --tool NAME         docker or buildah; otherwise the first that works
  --push              push both tags of each image
  --load COMMAND      run COMMAND FILE for an archive of each image: "kind load image-archive", "minikube image load"
  --archives FOLDER   keep those archives, as NAME.tar
  --force             build although an image of the same content is there
`;

/** Builds, reports, and hands over the images. */
function main(argv: readonly string[]): number {
  const [own, extra] = splitArguments(argv);
  const { values: options } = parse(own);
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const root = resolve(__dirname, '../..');
  const sources = chosen(imageSources(root), options.only);
  const tool = findTool(options.tool);
  const base = options['node-image'];
  const buildArguments = [...(base === undefined ? [] : ['--build-arg', `NODE_IMAGE=${base}`]), ...extra];
  for (const source of sources) {
    const image = buildImage(source, { root, tool, buildArguments, registry: options.registry, force: options.force });
    handOver(tool, image, options);
    process.stdout.write(lineOf(image));
  }
  process.stdout.write(`${sources.length} images by ${tool.name}\n`);
  return 0;
}

function parse(argv: string[]) {
  return parseArgs({
    args: argv,
    options: {
      only: { type: 'string', multiple: true },
      'node-image': { type: 'string' },
      registry: { type: 'string' },
      tool: { type: 'string' },
      push: { type: 'boolean', default: false },
      load: { type: 'string' },
      archives: { type: 'string' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function chosen(sources: readonly ImageSource[], only: readonly string[] | undefined): readonly ImageSource[] {
  const unknown = (only ?? []).filter((name) => !sources.some(({ service }) => service === name));
  if (unknown.length > 0) {
    throw new Error(
      `--only ${unknown.join(', ')}: no such service with a Dockerfile; there are ${sources.map(({ service }) => service).join(', ')}`,
    );
  }
  return sources.filter(({ service }) => only === undefined || only.includes(service));
}

function handOver(
  tool: ImageTool,
  { service, contentName, versionName }: BuiltImage,
  { push, load, archives }: { push?: boolean; load?: string; archives?: string },
): void {
  if (push) {
    for (const name of [contentName, versionName]) run(tool.name, tool.push(name), 'inherit');
  }
  if (load === undefined && archives === undefined) return;
  const scratch = archives === undefined ? mkdtempSync(join(tmpdir(), 'flotilla-image-')) : resolve(archives);
  mkdirSync(scratch, { recursive: true });
  try {
    const file = join(scratch, `${service}.tar`);
    for (const name of [contentName, versionName]) {
      archiveImage(tool, name, file);
      if (load !== undefined) loadArchive(load, file);
    }
  } finally {
    if (archives === undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

function lineOf({ contentName, versionName, size, built, seconds }: BuiltImage): string {
  const how = built ? `built in ${seconds.toFixed(1)} s` : 'unchanged';
  return `${contentName.padEnd(42)} ${versionName.padEnd(28)} ${size.padStart(8)}  ${how}\n`;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`images: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
