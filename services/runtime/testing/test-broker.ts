import { inboxPrefix, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import { connect, type JetStreamManager, type NatsConnection, nkeyAuthenticator } from 'nats';
import type { NatsBrokerOptions } from '../messaging';
import '../messaging/nats/ed25519';
import { testServers } from './run';
import { accountsPerWorker } from './servers';
import { createStreams, type StreamOverrides } from './streams';

/** A broker account that belongs to one test. */
export interface TestBroker {
  readonly url: string;
  readonly nkeySeed: string;
  /** What a `NatsBroker` of this service needs to connect. */
  connection(service: string): Pick<NatsBrokerOptions, 'url' | 'name' | 'inboxPrefix' | 'nkeySeed'>;
  /** An unrestricted connection, for looking into streams. */
  readonly raw: NatsConnection;
  readonly manager: JetStreamManager;
  close(): Promise<void>;
}

/** Accounts of this worker that are in use; a worker runs one test file at a time. */
const taken = new Set<string>();

/**
 * Takes an empty account of the run's nats-server and makes the streams and consumers of these declarations in it.
 * Stream names are fixed, so tests that run side by side need accounts of their own.
 */
export async function createTestBroker(
  declarations: readonly ServiceDeclaration[],
  overrides?: StreamOverrides,
): Promise<TestBroker> {
  const { url, accounts } = testServers().nats;
  const prefix = `test_${process.env.JEST_WORKER_ID ?? '1'}_`;
  const account = accounts.find(({ name }) => name.startsWith(prefix) && !taken.has(name));
  if (account === undefined) {
    throw new Error(
      `all ${accountsPerWorker} broker accounts of this Jest worker are in use; close test brokers when a test ends`,
    );
  }
  taken.add(account.name);
  const raw = await connect({
    servers: url,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(account.seed)),
  });
  const manager = await raw.jetstreamManager();
  const close = async (): Promise<void> => {
    await deleteStreams(manager);
    await raw.close();
    taken.delete(account.name);
  };
  try {
    await deleteStreams(manager); // Left over from a test file that was cut short.
    await createStreams(manager, declarations, overrides);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    nkeySeed: account.seed,
    connection: (service) => ({ url, nkeySeed: account.seed, name: service, inboxPrefix: inboxPrefix(service) }),
    raw,
    manager,
    close,
  };
}

async function deleteStreams(manager: JetStreamManager): Promise<void> {
  for await (const name of manager.streams.names()) {
    await manager.streams.delete(name);
  }
}
