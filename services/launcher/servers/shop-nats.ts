import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inboxPrefix } from '@flotilla/constructs/declaration';
import {
  brokerPermissions,
  durableConsumersOf,
  natsAccounts,
  provisionerUser,
  streamsOf,
  type Topology,
} from '@flotilla/constructs/topology';
import { provisionNats } from '@flotilla/provisioner';
import { findNatsServer, startNatsServer } from '../embedded';
import { KeptRunning, type ProgramLog } from '../processes';
import { type FleetSecrets, nkeySecret } from '../secrets';
import type { StateFolder } from '../state';

/** The NATS of a fleet: an embedded one, or a server that is there. */
export interface ShopNats {
  /** Undefined for a server that is not ours. */
  readonly process: KeptRunning | undefined;
  /** Resolves when it accepts connections. */
  start(): Promise<void>;
  /** Makes the streams and durable consumers that the declarations ask for. */
  provision(signal: AbortSignal): Promise<void>;
  /** Usable once it was started. */
  readonly url: string;
}

export interface NatsOptions {
  readonly topology: Topology;
  readonly state: StateFolder;
  readonly secrets: FleetSecrets;
  /** URL of a server that is there. @default - an embedded server */
  readonly url: string | undefined;
  readonly log: ProgramLog;
  readonly onChange: () => void;
}

/** Shared by all states of this checkout, and by its tests. */
const toolsDirectory = resolve(__dirname, '..', '..', '..', '.flotilla', 'tools');

/** Of every stream. JetStream sets disk aside for all of them, of which a laptop has less than a cluster. */
const maxBytes = 2 ** 28;

/** How long a server may take to answer, in milliseconds: one that is ours comes for certain. */
const patienceMs = { ours: 60_000, theirs: 10_000 } as const;

/** By default clients have two seconds to sign in, which a machine that is busy with five others may exceed. */
const patientSignIn = 'authorization { timeout: 30 }\n';

export async function shopNats({
  topology,
  state,
  secrets,
  log,
  onChange,
  ...options
}: NatsOptions): Promise<ShopNats> {
  const users = brokerPermissions(topology);
  const keys = new Map(
    await Promise.all(
      users.map(async ({ name }) => [name, publicKeysIn(await secrets.read(nkeySecret(name), 'public.conf'))] as const),
    ),
  );
  const accounts = natsAccounts({ users, publicKeys: (user) => keys.get(user) as string[] });
  const accountsFile = state.at('nats-accounts.conf');
  let { url } = options;
  const embedded = url === undefined ? embeddedNats() : undefined;

  function embeddedNats(): KeptRunning {
    let port: number | undefined;
    const launch = async () => {
      const { path: binary } = await findNatsServer(toolsDirectory);
      const directory = state.at('nats');
      await mkdir(directory, { recursive: true });
      const ephemeral = state.temporary;
      const server = await startNatsServer({
        binary,
        directory,
        configuration: `${patientSignIn}${accounts}`,
        port,
        ephemeral,
      });
      ({ port, url } = server);
      const kill = (signal: NodeJS.Signals): void => void process.kill(server.pid, signal);
      return { pid: server.pid, exited: server.exited, stop: server.stop, kill };
    };
    return new KeptRunning({ name: 'NATS', launch, log, onChange });
  }

  return {
    process: embedded,
    async start() {
      if (embedded === undefined) await writeFile(accountsFile, accounts);
      else if (users.length > 0) await embedded.start();
    },
    async provision(signal) {
      if (users.length === 0) return;
      await provisionNats(
        {
          url: url as string,
          seed: await secrets.read(nkeySecret(provisionerUser), 'nkey'),
          inboxPrefix: inboxPrefix(provisionerUser),
          streams: streamsOf(topology, { maxBytes }).map((stream) => ({ ...stream })),
          consumers: durableConsumersOf(topology).map(({ stream, config }) => ({ stream, config: { ...config } })),
        },
        {
          log: () => undefined,
          patienceMs: embedded === undefined ? patienceMs.theirs : patienceMs.ours,
          pauseMs: 100,
          signal,
        },
      ).catch((error: Error) => {
        if (embedded !== undefined) throw error;
        throw new Error(
          `NATS_URL: ${error.message}; a server with users must know those of the fleet: include ${accountsFile} in ` +
            'its configuration, reload it, and start again',
          { cause: error },
        );
      });
    },
    get url() {
      return url ?? '';
    },
  };
}

/** Lines such as `NKEY_ORDERS: "U…"`, which a server of the chart includes. */
function publicKeysIn(text: string): string[] {
  return [...text.matchAll(/: "(U[A-Z2-7]+)"/g)].map(([, key]) => key as string);
}
