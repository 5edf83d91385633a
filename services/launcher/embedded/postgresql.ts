import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPort } from './ports';
import { type PostgresqlBinaries, postgresqlBinaries } from './postgresql-binaries';
import { type ServerProcess, spawnServer, tailOf } from './server-process';

const run = promisify(execFile);

export interface PostgresqlServerOptions {
  /** Holds the data, the log and the superuser's password; made when missing, and survives restarts. */
  readonly directory: string;
  /** Whether commits wait for the disk. Off is for tests: an operating system crash then corrupts the data. */
  readonly durable: boolean;
  /** TCP port on 127.0.0.1. @default - a free one */
  readonly port?: number;
  /** @default 200 */
  readonly maxConnections?: number;
  /** Remove `directory` when the owner of the server dies without stopping it. @default false */
  readonly ephemeral?: boolean;
}

/** A running PostgreSQL that listens on 127.0.0.1 alone. */
export interface PostgresqlServer {
  readonly port: number;
  readonly pid: number;
  /** Superuser's URL of the database `postgres`. */
  readonly adminUrl: string;
  /** Settles when the server has ended, by whatever cause. */
  readonly exited: Promise<unknown>;
  /**
   * Makes a role and a database of the same name that nobody else may connect to; does nothing but set the password
   * when they exist.
   * @param name lower case letters, digits and underscores
   * @returns URL for the role
   */
  ensureDatabase(name: string, password: string): Promise<string>;
  /** Ends connections, writes a checkpoint and ends. */
  stop(): Promise<void>;
  /** Ends at once, as if the power failed; the next start recovers from the log. */
  crash(): Promise<void>;
}

const superuser = 'postgres';
const startTimeoutMs = 30_000;
const pollMs = 15;

/**
 * Starts PostgreSQL, after `initdb` in a new directory, and resolves when it answers queries.
 *
 * @throws with the end of the server's log when it does not come up
 */
export async function startPostgresql(options: PostgresqlServerOptions): Promise<PostgresqlServer> {
  await mkdir(options.directory, { recursive: true });
  const binaries = await postgresqlBinaries(options.directory);
  const password = await initialise(binaries, options);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findPort());
    try {
      return await startOn(port, binaries, password, options);
    } catch (error) {
      // Somebody else took the port in between; only a chosen one is worth an error.
      if (options.port !== undefined || attempt === 5 || !/Address already in use/.test((error as Error).message)) {
        throw error;
      }
    }
  }
}

async function initialise(binaries: PostgresqlBinaries, options: PostgresqlServerOptions): Promise<string> {
  const { directory } = options;
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'superuser-password');
  if (existsSync(join(data, 'initialised'))) {
    return (await readFile(passwordFile, 'utf8')).trim();
  }
  await rm(data, { recursive: true, force: true }); // An initdb that was interrupted leaves half a cluster.
  await mkdir(data, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (binaries.account !== undefined) {
    const { uid, gid } = binaries.account;
    await Promise.all([directory, data, passwordFile].map((path) => chown(path, uid, gid)));
  }
  await run(
    binaries.initdb,
    [
      ...['--pgdata', data, '--username', superuser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      ...(options.durable ? [] : ['--no-sync']),
    ],
    { ...binaries.account, cwd: '/' },
  ).catch((error: Error & { stderr?: string }) => {
    throw new Error(`initdb in ${data} failed: ${error.stderr?.trim() || error.message}`);
  });
  await writeFile(join(data, 'initialised'), '');
  return password;
}

async function startOn(
  port: number,
  binaries: PostgresqlBinaries,
  password: string,
  options: PostgresqlServerOptions,
): Promise<PostgresqlServer> {
  const { directory } = options;
  const logFile = join(directory, 'postgresql.log');
  await rm(logFile, { force: true });
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: options.maxConnections ?? 200,
    log_timezone: 'UTC',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const server = spawnServer({
    binary: binaries.postgres,
    args: [
      '-D',
      join(directory, 'data'),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    logFile,
    orphanSignal: 'QUIT',
    orphanDirectory: options.ephemeral ? directory : undefined,
    account: binaries.account,
    env: { ...process.env, LC_MESSAGES: 'C' },
  });
  const urlOf = (user: string, secret: string, database: string): string =>
    `postgres://${user}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
  const adminUrl = urlOf(superuser, password, 'postgres');
  await untilReady(server, adminUrl, logFile);
  return {
    port,
    pid: server.pid,
    adminUrl,
    exited: server.exited,
    async ensureDatabase(name, rolePassword) {
      await ensureDatabase(adminUrl, name, rolePassword);
      return urlOf(name, rolePassword, name);
    },
    async stop() {
      await server.end('SIGINT', 10_000);
    },
    async crash() {
      await server.end('SIGQUIT', 5_000);
    },
  };
}

async function untilReady(server: ServerProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const failure = await withClient(url, (client) => client.query('select 1')).then(
      () => undefined,
      (error: Error) => error,
    );
    // Another server may answer on the port that ours could not get.
    if (server.exit !== undefined || server.pid === -1) {
      await server.exited;
      throw new Error(`PostgreSQL ended at start; the end of ${logFile}:\n${tailOf(logFile)}`);
    }
    if (failure === undefined) {
      return;
    }
    if (Date.now() > deadline) {
      await server.end('SIGQUIT', 1_000);
      throw new Error(`PostgreSQL was not ready in ${startTimeoutMs} ms (${failure.message}):\n${tailOf(logFile)}`);
    }
    await sleep(pollMs);
  }
}

async function ensureDatabase(adminUrl: string, name: string, password: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Error(`database name '${name}': expected lower case letters, digits and underscores`);
  }
  await withClient(adminUrl, async (client) => {
    const exists = async (catalogue: string, column: string): Promise<boolean> =>
      (await client.query(`select 1 from ${catalogue} where ${column} = $1`, [name])).rowCount === 1;
    const secret = client.escapeLiteral(password);
    const verb = (await exists('pg_roles', 'rolname')) ? 'alter' : 'create';
    await client.query(`${verb} role ${name} login password ${secret}`);
    if (!(await exists('pg_database', 'datname'))) {
      await client.query(`create database ${name} owner ${name}`);
      await client.query(`revoke connect on database ${name} from public`);
    }
  });
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
