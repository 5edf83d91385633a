import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NatsServer, type PostgresqlServer, startNatsServer, startPostgresql } from '@flotilla/launcher/embedded';
import { testServers } from './run';

/** A server of a test's own, to be killed and brought back on the same port with the same data. */
export interface PrivateServer {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it without a chance to tidy up. */
  crash(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** A nats-server that syncs every write, as in production. `configuration` holds accounts and permissions. */
export async function startPrivateNats(configuration?: string): Promise<PrivateServer> {
  const directory = await privateDirectory();
  const { binary } = testServers().nats;
  return privateServer(
    (port) => startNatsServer({ binary, directory, configuration, port, ephemeral: true }),
    (server: NatsServer) => server.url,
    directory,
  );
}

/** A PostgreSQL that survives a crash, as in production. Its URL is the superuser's. */
export async function startPrivatePostgresql(): Promise<PrivateServer> {
  const directory = await privateDirectory();
  return privateServer(
    (port) => startPostgresql({ directory, durable: true, port, ephemeral: true }),
    (server: PostgresqlServer) => server.adminUrl,
    directory,
  );
}

async function privateServer<Server extends NatsServer | PostgresqlServer>(
  launch: (port: number | undefined) => Promise<Server>,
  urlOf: (server: Server) => string,
  directory: string,
): Promise<PrivateServer> {
  let server = await launch(undefined);
  const { port } = server;
  return {
    url: urlOf(server),
    async start() {
      server = await launch(port);
    },
    stop: () => server.stop(),
    crash: () => server.crash(),
    async remove() {
      await server.crash();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function privateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flotilla-private-'));
  await chmod(directory, 0o711);
  return directory;
}
