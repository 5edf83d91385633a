import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess, spawnServer, tailOf } from './server-process';

export interface NatsServerOptions {
  /** Path of a nats-server, from `findNatsServer`. */
  readonly binary: string;
  /** Holds the configuration, the log and the JetStream store; made when missing, and survives restarts. */
  readonly directory: string;
  /**
   * Accounts, users and permissions in the server's configuration language. Listeners and the JetStream store are
   * set here and must not occur in it.
   * @default - anybody may do anything
   */
  readonly configuration?: string;
  /** Whether writes are synced to disk before they are acknowledged. @default true */
  readonly durable?: boolean;
  /** TCP port on 127.0.0.1. @default - a free one */
  readonly port?: number;
  /** Remove `directory` when the owner of the server dies without stopping it. @default false */
  readonly ephemeral?: boolean;
}

/** A running nats-server with JetStream. */
export interface NatsServer {
  /** `nats://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server has ended, by whatever cause. */
  readonly exited: Promise<unknown>;
  /** Lets clients go and flushes the store. */
  stop(): Promise<void>;
  /** Ends at once by SIGKILL. */
  crash(): Promise<void>;
}

const startTimeoutMs = 15_000;
const pollMs = 10;

/**
 * Starts a nats-server and resolves when it accepts clients. Its JetStream syncs every write to disk before it
 * acknowledges: the default of two minutes loses acknowledged messages (jepsen.io/analyses/nats-2.12.1).
 *
 * @throws with the end of the server's log when it does not come up
 */
export async function startNatsServer(options: NatsServerOptions): Promise<NatsServer> {
  const { directory } = options;
  const ports = join(directory, 'ports');
  const logFile = join(directory, 'nats-server.log');
  await rm(ports, { recursive: true, force: true });
  await mkdir(ports, { recursive: true });
  const configurationFile = join(directory, 'nats-server.conf');
  await writeFile(configurationFile, configurationText(options), { mode: 0o600 });

  const server = spawnServer({
    binary: options.binary,
    args: [
      ...['--config', configurationFile, '--addr', '127.0.0.1', '--port', String(options.port ?? -1)],
      ...['--ports_file_dir', ports],
    ],
    logFile,
    orphanSignal: 'KILL',
    orphanDirectory: options.ephemeral ? directory : undefined,
  });
  const port = await listeningPort(server, ports, logFile);
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    exited: server.exited,
    async stop() {
      await server.end('SIGTERM', 5_000);
    },
    async crash() {
      await server.end('SIGKILL', 5_000);
    },
  };
}

function configurationText({ directory, durable = true, configuration = '' }: NatsServerOptions): string {
  return `server_name: flotilla
jetstream {
  store_dir: ${JSON.stringify(join(directory, 'jetstream'))}
${durable ? '  sync_interval: always\n' : ''}}
${configuration}
`;
}

/** The server writes the ports it got to a file when it listens: no race for a port that was free a moment ago. */
async function listeningPort(server: ServerProcess, ports: string, logFile: string): Promise<number> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.exit !== undefined || server.pid === -1) {
      await server.exited;
      throw new Error(`nats-server ended at start; the end of ${logFile}:\n${tailOf(logFile)}`);
    }
    const port = await readPort(ports);
    if (port !== undefined) {
      return port;
    }
    if (Date.now() > deadline) {
      await server.end('SIGKILL', 0);
      throw new Error(`nats-server was not ready in ${startTimeoutMs} ms; the end of ${logFile}:\n${tailOf(logFile)}`);
    }
    await sleep(pollMs);
  }
}

async function readPort(ports: string): Promise<number | undefined> {
  const [file] = await readdir(ports);
  if (file === undefined) {
    return undefined;
  }
  try {
    const { nats } = JSON.parse(await readFile(join(ports, file), 'utf8')) as { nats: string[] };
    return Number(new URL(nats[0] as string).port);
  } catch {
    return undefined; // Half written.
  }
}
