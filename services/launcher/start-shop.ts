import type { Admin } from './admin';
import type { LocalFleet } from './fleet';
import type { LogLine } from './log';
import type { Backoff } from './processes';
import { Shop } from './shop';

export interface StartOptions {
  readonly fleet: LocalFleet;
  /** State of this run's own, removed at its end, and a free port: copies never meet. @default false */
  readonly isolated?: boolean;
  /** State folder, for a run that is not isolated. @default - `.flotilla` in the fleet's root */
  readonly state?: string;
  /** Remove first what earlier runs have left in the state folder. @default false */
  readonly fresh?: boolean;
  /** Port of the door. @default 8080, or a free one for an isolated run */
  readonly port?: number;
  /** Names of the services to start. @default - all */
  readonly only?: readonly string[];
  /** Further variables by service; they stand over everything else. @default - none */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What services inherit; DATABASE_URL and NATS_URL in it name servers to use. @default process.env */
  readonly inherited?: Readonly<Record<string, string | undefined>>;
  /** Generate what would be deployed. @default false */
  readonly synth?: boolean;
  /** Run the fleet's seed once everything is ready. @default false */
  readonly seed?: boolean;
  /** Restart a service when its sources change. @default false */
  readonly watch?: boolean;
  /** Gives the start up. */
  readonly signal?: AbortSignal;
  /** Told every line. */
  readonly onLine?: (line: LogLine) => void;
  /** Pauses before restarts of what ended by itself. @default - a quarter of a second and up, to 15 s */
  readonly backoff?: Backoff;
}

/** A service of a running shop. */
export interface RunningService {
  readonly url: string;
  readonly adminUrl: string;
  /** Undefined while it does not serve. */
  readonly pid: number | undefined;
  /** Ends it in good order where it runs, and starts it; resolves when it is ready. */
  restart(): Promise<void>;
  /** Ends it in good order; it stays away until `restart`. */
  stop(): Promise<void>;
  /** Sends its process a signal. Where it ends by it, it is started again after a pause. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it is ready, at once where it is. */
  whenReady(): Promise<void>;
}

/** An embedded server of a running shop. */
export interface RunningServer {
  /** Ends it at once; it stays away until `restart`. */
  kill(): Promise<void>;
  /** Ends it in good order where it runs, and starts it on the same port with the same data. */
  restart(): Promise<void>;
}

export interface RunningShop {
  /** Base URL of the door. @throws where it was not started */
  readonly url: string;
  readonly services: Readonly<Record<string, RunningService>>;
  readonly nats: RunningServer & {
    readonly url: string;
    /** Seed of the nkey of a user: a service, or the provisioner. */
    seedOf(user: string): Promise<string>;
  };
  readonly postgresql: RunningServer & {
    /** URL of a service's role and database. */
    urlOf(service: string): string;
  };
  /** Undefined where the fleet has none. */
  readonly admin: Admin | undefined;
  /** Path of the state folder. */
  readonly state: string;
  /** The latest lines of all. */
  readonly logs: readonly LogLine[];
  /** Ends everything in order: services, then servers. */
  stop(): Promise<void>;
}

/**
 * Starts a fleet on this machine: PostgreSQL with a role and a database per service, NATS with the users that the chart
 * has, migrations, and each service as a process of its own that is started again when it ends.
 *
 * @throws with one sentence where something cannot start; everything is stopped again then
 */
export async function startShop(options: StartOptions): Promise<RunningShop> {
  const shop = await Shop.open(options);
  try {
    await shop.start();
  } catch (error) {
    await shop.stop();
    throw error;
  }
  return shop;
}
