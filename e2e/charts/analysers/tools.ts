import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where tools are installed, once. */
const cache = resolve('.cache');

/** A program of a Go module, built at a fixed version. */
export function goTool(program: string, path: string, version: string): string {
  return installed(`${program}-${version}`, program, (folder) =>
    run('go', ['install', `${path}@${version}`], { GOBIN: folder, GOFLAGS: '-mod=mod' }),
  );
}

/** A program of this repository that is written in Go. */
export function ownGoTool(program: string, source: string): string {
  return installed(program, program, (folder) =>
    run('go', ['build', '-C', source, '-o', join(folder, program), '.'], { GOFLAGS: '-mod=readonly' }),
  );
}

/** A program of a Python package, in a virtual environment of its own. */
export function pythonTool(program: string, version: string): string {
  return installed(`${program}-${version}`, join('bin', program), (folder) => {
    run('python3', ['-m', 'venv', folder]);
    run(join(folder, 'bin', 'pip'), ['install', '--quiet', `${program}==${version}`]);
  });
}

/** Folder of a Go module in Go's own cache. */
export function goModule(path: string, version: string): string {
  const output = run('go', ['mod', 'download', '-json', `${path}@${version}`]);
  return (JSON.parse(output) as { Dir: string }).Dir;
}

function installed(name: string, program: string, install: (folder: string) => void): string {
  const folder = join(cache, name);
  const path = join(folder, program);
  if (existsSync(path)) return path;
  process.stderr.write(`installing ${name} into ${folder} (once)\n`);
  mkdirSync(folder, { recursive: true });
  install(folder);
  if (!existsSync(path)) throw new Error(`${name}: found no ${path} after its installation`);
  return path;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(program, [...args], {
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
