import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { provisionPostgresql } from '@flotilla/provisioner';
import { Client } from 'pg';
import { startPostgresql } from '../embedded';
import { KeptRunning, type ProgramLog } from '../processes';
import { databaseSecret, type FleetSecrets } from '../secrets';
import type { StateFolder } from '../state';
import { postgresqlPlace } from './postgresql-place';

/** The PostgreSQL of a fleet: an embedded one, or a server that is there. */
export interface ShopPostgresql {
  /** Undefined for a server that is not ours. */
  readonly process: KeptRunning | undefined;
  /** Resolves when it answers queries. */
  start(): Promise<void>;
  /** Makes a role and a database for each service that has one. */
  provision(services: readonly ServiceDeclaration[], signal: AbortSignal): Promise<void>;
  /**
   * What tells the database of each service from any other, also from one that had its name before; none of a server
   * that is not ours, which may be set back to an earlier state.
   */
  identities(): Promise<ReadonlyMap<string, string>>;
  /** URL of a service's role and database. */
  urlOf(service: string): string;
}

export interface PostgresqlOptions {
  readonly state: StateFolder;
  readonly secrets: FleetSecrets;
  /** URL of a superuser of a server that is there. @default - an embedded server */
  readonly adminUrl: string | undefined;
  readonly log: ProgramLog;
  readonly onChange: () => void;
}

/** How long a server that is there may take to answer, in milliseconds. */
const patienceMs = 10_000;

export async function shopPostgresql(options: PostgresqlOptions): Promise<ShopPostgresql> {
  const { state, secrets, log, onChange } = options;
  const passwords = new Map<string, string>();
  let adminUrl = options.adminUrl;
  const embedded = adminUrl === undefined ? await embeddedPostgresql((url) => (adminUrl = url)) : undefined;
  const admin = (): URL => new URL(adminUrl as string);

  async function embeddedPostgresql(onUrl: (url: string) => void): Promise<KeptRunning> {
    const place = await postgresqlPlace(state);
    let port: number | undefined;
    const launch = async () => {
      const server = await startPostgresql({ directory: place, durable: true, port, ephemeral: state.temporary });
      ({ port } = server);
      onUrl(server.adminUrl);
      const kill = (signal: NodeJS.Signals): void => void process.kill(server.pid, signal);
      return { pid: server.pid, exited: server.exited, stop: server.stop, kill };
    };
    return new KeptRunning({ name: 'PostgreSQL', launch, log, onChange });
  }

  return {
    process: embedded,
    start: async () => embedded?.start(),
    async provision(services, signal) {
      for (const { name } of services) passwords.set(name, await secrets.read(databaseSecret(name), 'password'));
      const { host, port, user, password, ssl } = new Client({ connectionString: adminUrl });
      await provisionPostgresql(
        {
          ...{ host, port, user: user as string, password: password as string, ssl },
          databases: services.map(({ name }) => ({
            name: databaseName(name),
            password: passwords.get(name) as string,
          })),
        },
        { log: () => undefined, patienceMs, pauseMs: 200, signal },
      ).catch((error: Error) => {
        throw embedded === undefined ? new Error(`DATABASE_URL: ${error.message}`, { cause: error }) : error;
      });
    },
    async identities() {
      if (embedded === undefined) return new Map();
      const client = new Client({ connectionString: adminUrl });
      await client.connect();
      try {
        const { rows } = await client.query<{ name: string; identity: string }>(
          `select datname as name, system_identifier || ' ' || oid as identity from pg_database, pg_control_system()`,
        );
        const identityOf = new Map(rows.map(({ name, identity }) => [name, identity]));
        return new Map(
          [...passwords.keys()].flatMap((service) => {
            const identity = identityOf.get(databaseName(service));
            return identity === undefined ? [] : [[service, identity] as const];
          }),
        );
      } finally {
        await client.end();
      }
    },
    urlOf(service) {
      const url = admin();
      url.username = databaseName(service);
      url.password = passwords.get(service) as string;
      url.pathname = `/${databaseName(service)}`;
      return url.href;
    },
  };
}

/** As the platform's chart names them. */
function databaseName(service: string): string {
  return service.replaceAll('-', '_');
}
