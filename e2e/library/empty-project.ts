import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(__dirname, '../..');

/** What the guide asks for in package.json: a command line tool that nothing here uses is replaced by nothing. */
export const overrides = { backport: 'npm:empty-npm-package@1.0.0' };

/** A project of somebody else's, outside this repository, that installs the packed library. Remove it when done. */
export class EmptyProject {
  readonly path = mkdtempSync(join(tmpdir(), 'flotilla-library-'));
  /** Paths inside the tarball, once it is installed. */
  packed: readonly string[] = [];

  /** Packs the library and installs it. */
  install(): void {
    const tarballs = join(this.path, 'tarball');
    mkdirSync(tarballs);
    run('npm', ['pack', '--workspace', 'constructs', '--pack-destination', tarballs], repository);
    const [tarball = ''] = readdirSync(tarballs);
    this.packed = run('tar', ['-tzf', join('tarball', tarball)], this.path)
      .trim()
      .split('\n')
      .sort();
    this.write('package.json', JSON.stringify({ private: true, type: 'commonjs', overrides }));
    run(
      'npm',
      // Exactly the peers of this repository's lock file.
      [
        'install',
        `./tarball/${tarball}`,
        ...peers(),
        '--ignore-scripts',
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
      ],
      this.path,
    );
    cpSync(join(__dirname, 'project'), this.path, { recursive: true });
  }

  /** Compiles TypeScript of the project, with full checks, into `out`. @param types packages of global types */
  compile(include = '*.ts', types: readonly string[] = ['node']): void {
    writeFileSync(
      join(this.path, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'es2023',
          module: 'nodenext',
          strict: true,
          esModuleInterop: true,
          rootDir: '.',
          outDir: 'out',
          typeRoots: [join(repository, 'node_modules/@types')],
          types,
        },
        include: [include],
      }),
    );
    run(join(repository, 'node_modules/.bin/tsc'), ['--project', '.'], this.path);
  }

  /** Runs a script with Node. @returns what it printed */
  node(...args: readonly string[]): string {
    return run(process.execPath, args, this.path);
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  write(file: string, text: string): string {
    writeFileSync(join(this.path, file), text);
    return join(this.path, file);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function peers(): string[] {
  const { peerDependencies } = JSON.parse(readFileSync(join(repository, 'constructs/package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  return Object.keys(peerDependencies).map((name) => {
    const { version } = JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8')) as {
      version: string;
    };
    return `${name}@${version}`;
  });
}

function run(program: string, args: readonly string[], cwd: string): string {
  // npm hands its settings down to what it runs; a project elsewhere has none of this one's.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV' && name !== 'NODE_OPTIONS'),
  );
  const result = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')}\n${result.stdout}${result.stderr}${result.error ?? ''}`);
  return result.stdout;
}
