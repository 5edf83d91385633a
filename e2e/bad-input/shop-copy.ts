import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from '@flotilla/constructs';

const repository = join(__dirname, '../..');
const services = ['gateway', 'orders', 'payments', 'products', 'users'];

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The shop in a folder of its own, with this repository's library, to be broken. Remove it when done. */
export class ShopCopy {
  readonly path = mkdtempSync(join(tmpdir(), 'flotilla-bad-input-'));

  constructor() {
    for (const part of [
      'main.ts',
      'cdk8s.yaml',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'charts',
      'environments',
      'deploy',
      'services/shop.ts',
    ]) {
      cpSync(join(repository, part), join(this.path, part), { recursive: true });
    }
    const modules = join(this.path, 'node_modules');
    mkdirSync(join(modules, '@flotilla'), { recursive: true });
    for (const name of readdirSync(join(repository, 'node_modules'))) {
      if (name !== '@flotilla') symlinkSync(join(repository, 'node_modules', name), join(modules, name));
    }
    symlinkSync(join(repository, 'constructs'), join(modules, '@flotilla/constructs'));
    for (const service of services) {
      mkdirSync(join(this.path, 'services', service), { recursive: true });
      const file = join('services', service, 'service.ts');
      cpSync(join(repository, file), join(this.path, file));
      symlinkSync(join(this.path, 'services', service), join(modules, '@flotilla', service));
    }
    // npm wants to see every workspace of the lock file.
    for (const workspace of [
      'constructs',
      ...readdirSync(join(repository, 'services')).map((name) => `services/${name}`),
    ]) {
      const file = join(workspace, 'package.json');
      if (existsSync(join(repository, file))) cpSync(join(repository, file), join(this.path, file));
    }
  }

  /** Replaces text that must be in a file. */
  edit(file: string, before: string, after: string): void {
    const text = readFileSync(join(this.path, file), 'utf8');
    if (!text.includes(before)) throw new Error(`${file}: found no ${before}, expected it there`);
    writeFileSync(join(this.path, file), text.replace(before, after));
  }

  /** Undoes all edits, by what the repository has. */
  restore(): void {
    for (const part of [
      'main.ts',
      'charts',
      'environments',
      'services/shop.ts',
      ...services.map((name) => `services/${name}/service.ts`),
    ]) {
      cpSync(join(repository, part), join(this.path, part), { recursive: true });
    }
  }

  rename(from: string, to: string): void {
    renameSync(join(this.path, from), join(this.path, to));
  }

  /** Runs a command of the project, as its users type it. */
  run(program: string, ...args: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.path, encoding: 'utf8' });
    return { exitCode: status, stdout, stderr };
  }

  /** Commits files to a git repository of the copy, which is made where there is none. @param paths as for `git add` */
  commit(...paths: readonly string[]): void {
    for (const args of [
      ['init', '--quiet'],
      ['add', '--', ...paths],
      ['commit', '--quiet', '--message', 'A revision'],
    ]) {
      const { exitCode, stderr } = this.run(
        'git',
        '-c',
        'user.name=test',
        '-c',
        'user.email=test@example.com',
        ...args,
      );
      if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    }
  }

  synth(): Outcome {
    return this.run('npm', 'run', '--silent', 'synth');
  }

  files(folder: string): ReadonlyMap<string, string> {
    return readFolder(join(this.path, folder));
  }

  /** Digest over the paths and bytes of the generated folder. */
  digest(): string {
    const hash = createHash('sha256');
    for (const [path, text] of [...this.files('deploy')].sort()) hash.update(`${path}\0${text}\0`);
    return hash.digest('hex');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
