import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inboxPrefix } from '@flotilla/constructs/declaration';
import {
  type BrokerUser,
  durableConsumersOf,
  natsAccounts,
  provisionerUser,
  streamsOf,
  type Topology,
} from '@flotilla/constructs/topology';
import { findNatsServer, startNatsServer } from '@flotilla/launcher/embedded';
import { connect, type NatsConnection } from 'nats';
import { makeUserKey, type UserKey } from './user-key';

/** A real nats-server with the users that it was given. */
export interface Broker {
  readonly port: number;
  keyOf(user: string): UserKey;
  /** A connection with the user's own inbox prefix, as the runtime makes it. */
  connectAs(user: string): Promise<NatsConnection>;
  stop(): Promise<void>;
}

/** Where a nats-server is found, or put once it was fetched. */
export const toolsDirectory = join(__dirname, '..', '..', '.cache', 'tools');

export async function startBroker(users: readonly BrokerUser[]): Promise<Broker> {
  const keys = new Map(users.map(({ name }) => [name, makeUserKey()]));
  const keyOf = (user: string): UserKey => {
    const key = keys.get(user);
    if (key === undefined) {
      throw new Error(`the broker has no user ${user}`);
    }
    return key;
  };
  const directory = await mkdtemp(join(tmpdir(), 'flotilla-broker-'));
  const { path } = await findNatsServer(toolsDirectory);
  const server = await startNatsServer({
    binary: path,
    directory,
    configuration: natsAccounts({ users, publicKeys: (user) => [keyOf(user).publicKey] }),
    ephemeral: true,
  });
  const connections: NatsConnection[] = [];
  return {
    port: server.port,
    keyOf,
    async connectAs(user) {
      const { publicKey, signatureOf } = keyOf(user);
      const connection = await connect({
        servers: server.url,
        authenticator: (nonce) => ({ nkey: publicKey, sig: signatureOf(nonce ?? '') }),
        inboxPrefix: inboxPrefix(user),
      });
      connections.push(connection);
      return connection;
    },
    async stop() {
      await Promise.all(connections.map((connection) => connection.close()));
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Makes the streams and durable consumers of a topology as its provisioner does, with its permissions and no others. */
export async function provision(broker: Broker, topology: Topology): Promise<void> {
  const connection = await broker.connectAs(provisionerUser);
  const ask = async (subject: string, body: object): Promise<void> => {
    const answer = (await connection.request(subject, JSON.stringify(body))).json<{
      error?: { description: string };
    }>();
    if (answer.error !== undefined) {
      throw new Error(`${subject}: ${answer.error.description}`);
    }
  };
  for (const stream of streamsOf(topology)) {
    await ask(`$JS.API.STREAM.CREATE.${stream.name}`, stream);
  }
  for (const { stream, config } of durableConsumersOf(topology)) {
    await ask(`$JS.API.CONSUMER.CREATE.${stream}.${config.durable_name}`, { stream_name: stream, config });
  }
  await connection.drain();
}
