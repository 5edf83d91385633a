import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findNatsServer,
  type NatsServer,
  type PostgresqlServer,
  startNatsServer,
  startPostgresql,
} from '@flotilla/launcher/embedded';
import { createUser } from 'nkeys.js';
import '../messaging/nats/ed25519';

/** What test files need to know of the servers of the run; handed on as a file that only this user reads. */
export interface TestServers {
  readonly postgresql: { readonly adminUrl: string; readonly ownerUrl: string };
  readonly nats: { readonly url: string; readonly binary: string; readonly accounts: readonly TestAccount[] };
}

/** A NATS account with a JetStream of its own: what happens in it is seen in no other. */
export interface TestAccount {
  readonly name: string;
  readonly seed: string;
}

/** Environment variable with the path of the file that holds `TestServers`. */
export const serversVariable = 'FLOTILLA_TEST_SERVERS';

/** Accounts that one Jest worker may use at the same time. */
export const accountsPerWorker = 16;

interface Running {
  readonly directory: string;
  readonly nats: NatsServer;
  readonly postgresql: PostgresqlServer;
}

/** Setup and teardown are loaded as two modules of one process: only the global object reaches both. */
const running = globalThis as { flotillaTestServers?: Running };

/**
 * Starts one PostgreSQL and one nats-server for the run. They and their files are gone afterwards, also after
 * Ctrl-C or SIGKILL, since their guardians watch this process.
 */
export async function startTestServers(config: { rootDir: string; maxWorkers: number }): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'flotilla-test-'));
  await chmod(directory, 0o711); // PostgreSQL may run as another user, who must get through.
  const natsDirectory = join(directory, 'nats');
  await mkdir(natsDirectory);
  const accounts = Array.from({ length: config.maxWorkers * accountsPerWorker }, (_, index) => account(index));
  const [postgresql, [nats, binary]] = await Promise.all([
    startPostgresql({ directory: join(directory, 'postgresql'), durable: false, maxConnections: 400, ephemeral: true }),
    findNatsServer(join(config.rootDir, '.flotilla', 'tools')).then(async ({ path }) => {
      const configuration = accountsConfiguration(accounts);
      const options = { binary: path, directory: natsDirectory, configuration, ephemeral: true, durable: false };
      return [await startNatsServer(options), path] as const;
    }),
  ]);
  running.flotillaTestServers = { directory, nats, postgresql };
  const servers: TestServers = {
    postgresql: {
      adminUrl: postgresql.adminUrl,
      ownerUrl: await postgresql.ensureDatabase('tests', randomBytes(16).toString('hex')),
    },
    nats: { url: nats.url, binary, accounts: accounts.map(({ name, seed }) => ({ name, seed })) },
  };
  const file = join(natsDirectory, 'servers.json');
  await writeFile(file, JSON.stringify(servers), { mode: 0o600 });
  process.env[serversVariable] = file;
}

/** Stops what `startTestServers` started and removes its files. */
export async function stopTestServers(): Promise<void> {
  const { directory, nats, postgresql } = running.flotillaTestServers as Running;
  await Promise.all([nats.stop(), postgresql.crash()]);
  await rm(directory, { recursive: true, force: true });
}

function account(index: number): TestAccount & { publicKey: string } {
  const key = createUser();
  return {
    name: `test_${Math.floor(index / accountsPerWorker) + 1}_${index % accountsPerWorker}`,
    seed: new TextDecoder().decode(key.getSeed()),
    publicKey: key.getPublicKey(),
  };
}

function accountsConfiguration(accounts: readonly { name: string; publicKey: string }[]): string {
  const lines = accounts.map(
    ({ name, publicKey }) => `  ${name}: { jetstream: enabled, users: [ { nkey: ${publicKey} } ] }`,
  );
  return `accounts {\n${lines.join('\n')}\n}\n`;
}
