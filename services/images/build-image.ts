import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, type ImageSource } from './image-source';
import type { ImageTool } from './image-tool';

export interface BuildOptions {
  /** Folder of the repository, which is the build context. */
  readonly root: string;
  readonly tool: ImageTool;
  /** Further arguments of the build, e.g. `--build-arg`, `NODE_IMAGE=…`. */
  readonly buildArguments: readonly string[];
  /** Registry and path before `flotilla/…`. @default - none */
  readonly registry?: string;
  /** Build although an image of this content is there. */
  readonly force: boolean;
}

/** An image that is there, under two names: the tag of its content, and that of its version. */
export interface BuiltImage {
  readonly service: string;
  readonly contentName: string;
  readonly versionName: string;
  /** Whether it had to be built. */
  readonly built: boolean;
  readonly seconds: number;
  /** As the tool tells it. */
  readonly size: string;
}

/** Builds one image, unless one of the same content is there already. */
export function buildImage(source: ImageSource, options: BuildOptions): BuiltImage {
  const { root, tool, buildArguments, registry, force } = options;
  const repository = registry === undefined ? source.repository : `${registry}/${source.repository}`;
  const contentName = `${repository}:${contentHash(root, source, buildArguments)}`;
  const versionName = `${repository}:${source.version}`;
  const began = performance.now();
  const built = force || spawnSync(tool.name, [...tool.exists(contentName)], { stdio: 'ignore' }).status !== 0;
  if (built) {
    const args = [
      ...tool.build,
      ...buildArguments,
      '--file',
      join(root, source.dockerfile),
      '--tag',
      contentName,
      root,
    ];
    run(tool.name, args, 'inherit');
  }
  run(tool.name, tool.tag(contentName, versionName), 'ignore');
  const size = readable(run(tool.name, tool.size(contentName), 'pipe').split('\n', 1)[0] as string);
  return {
    service: source.service,
    contentName,
    versionName,
    built,
    seconds: (performance.now() - began) / 1_000,
    size,
  };
}

/** Writes an image to a file that `docker load` reads; replaces the file. */
export function archiveImage(tool: ImageTool, image: string, file: string): void {
  rmSync(file, { force: true });
  run(tool.name, tool.archive(image, file), 'ignore');
}

/** Hands the archive of an image to a shell command, such as `kind load image-archive`. */
export function loadArchive(command: string, file: string): void {
  run('/bin/sh', ['-c', `${command} "$0"`, file], 'ignore');
}

/** Arguments of a command itself, and those after `--`, which are for the tool that builds. */
export function splitArguments(argv: readonly string[]): readonly [own: string[], build: string[]] {
  const at = argv.indexOf('--');
  return at === -1 ? [[...argv], []] : [argv.slice(0, at), argv.slice(at + 1)];
}

/** @throws with the command and its last words when it fails */
export function run(command: string, args: readonly string[], output: 'inherit' | 'ignore' | 'pipe'): string {
  const stdout = output === 'inherit' ? 2 : 'pipe'; // Progress is no result.
  const {
    status,
    error,
    stdout: text,
    stderr,
  } = spawnSync(command, [...args], {
    stdio: ['ignore', stdout, output === 'inherit' ? 'inherit' : 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    const reason = error?.message ?? stderr?.trim() ?? '';
    throw new Error(`${command} ${args.join(' ')} failed (exit code ${status})${reason === '' ? '' : `: ${reason}`}`);
  }
  return text ?? '';
}

/** Bytes as megabytes; what is no plain number stays as it is. */
function readable(size: string): string {
  return /^\d+$/.test(size) ? `${(Number(size) / 1e6).toFixed(0)} MB` : size;
}
