import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../cluster/helm';
import type { HelmValues } from '../cluster/shop-release';

export interface ForkEnvironment {
  readonly name: string;
  readonly namespace: string;
  readonly values: HelmValues;
}

export interface ForkProps {
  /** Where this machine pushes to. */
  readonly pushUrl: string;
  /** Where Argo CD reads the same repository. */
  readonly url: string;
  /** Instead of those of this repository. */
  readonly environments: readonly ForkEnvironment[];
}

const branch = 'main';

/**
 * This repository as somebody forks it, following docs/gitops.md: own URL in charts/gitops.ts, own environments, and
 * everything generated anew with each commit. Remove it when done.
 */
export class Fork {
  readonly path = mkdtempSync(join(tmpdir(), 'flotilla-fork-'));
  private readonly pushUrl: string;

  constructor({ pushUrl, url, environments }: ForkProps) {
    this.pushUrl = pushUrl;
    // What is generated is not copied, but generated again.
    const tracked = execFileSync('git', ['ls-files', '-z', '--', ':!deploy'], { cwd: root }).toString();
    for (const file of tracked.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
      cpSync(join(root, file), join(this.path, file));
    }
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'));
    this.git('init', '--quiet', '--initial-branch', branch);
    // .gitignore speaks of the folder, which here is a link.
    writeFileSync(join(this.path, '.git/info/exclude'), '/node_modules\n');
    this.edit('charts/gitops.ts', /repository: '[^']*'/, `repository: '${url}'`);
    this.replaceEnvironments(environments);
  }

  /** Writes the values of an environment, to be committed. */
  setEnvironment({ name, namespace, values }: ForkEnvironment): void {
    this.write(
      `environments/${name}.ts`,
      [
        "import type { Environment } from '@flotilla/constructs';",
        "import type { ShopValues } from './shop-values';",
        '',
        `export const ${name}: Environment<ShopValues> = ${JSON.stringify({ name, namespace, values }, null, 2)};`,
        '',
      ].join('\n'),
    );
  }

  /** Writes a file, to be committed. */
  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  /**
   * Generates, commits and pushes.
   * @returns the commit
   */
  publish(message: string): string {
    execFileSync('npm', ['run', '--silent', 'synth'], { cwd: this.path, stdio: ['ignore', 'ignore', 'inherit'] });
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.push();
  }

  /** Takes the last commit back by a commit of its own. */
  revert(): string {
    this.git('revert', '--no-edit', 'HEAD');
    return this.push();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private push(): string {
    this.git('push', '--quiet', '--force', this.pushUrl, `HEAD:refs/heads/${branch}`);
    return this.git('rev-parse', 'HEAD').trim();
  }

  private replaceEnvironments(environments: readonly ForkEnvironment[]): void {
    const names = environments.map(({ name }) => name);
    const imports = names.map((name) => `import { ${name} } from './environments/${name}';\n`).join('');
    this.edit('main.ts', /(import \{ \w+ \} from '\.\/environments\/\w+';\n)+/, imports);
    this.edit('main.ts', /environments: \[[^\]]*\]/, `environments: [${names.join(', ')}]`);
    for (const environment of environments) this.setEnvironment(environment);
  }

  private edit(file: string, before: RegExp, after: string): void {
    const text = readFileSync(join(this.path, file), 'utf8');
    if (!before.test(text)) throw new Error(`${file}: found nothing like ${before}, expected it there`);
    this.write(
      file,
      text.replace(before, () => after),
    );
  }

  private git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Fork', '-c', 'user.email=fork@flotilla.example', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.path, encoding: 'utf8' });
  }
}
