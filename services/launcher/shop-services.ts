import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Topology } from '@flotilla/constructs/topology';
import { findPorts } from './embedded';
import { isDoor, type LocalFleet } from './fleet';
import type { LogLines } from './log';
import { type Backoff, type Connections, environmentOf, KeptRunning, launchService, runToEnd } from './processes';
import { type FleetPrograms, needsMigration } from './programs';
import { type FleetSecrets, nkeySecret } from './secrets';
import type { ShopNats, ShopPostgresql } from './servers';

export interface ShopServicesOptions {
  readonly fleet: LocalFleet;
  readonly topology: Topology;
  /** Those to run. */
  readonly services: readonly ServiceDeclaration[];
  /** Of the door. @default - a free one */
  readonly doorPort: number | undefined;
  readonly programs: FleetPrograms;
  readonly secrets: FleetSecrets;
  readonly postgresql: ShopPostgresql;
  readonly nats: ShopNats;
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly extra: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly logs: LogLines;
  readonly backoff: Backoff | undefined;
  readonly onChange: () => void;
}

/** A service that runs, or is to run. */
export interface ShopService {
  readonly declaration: ServiceDeclaration;
  readonly url: string;
  readonly adminUrl: string;
  readonly process: KeptRunning;
  /** Brings its schema up to date; does nothing for a service without one. */
  migrate(ending: AbortSignal): Promise<void>;
}

/** Gives every service its ports, and with them the addresses of its peers. Starts none. */
export async function shopServices(options: ShopServicesOptions): Promise<Map<string, ShopService>> {
  const { services, doorPort } = options;
  const ports = await findPorts(2 * services.length);
  const portsOf = new Map(
    services.map((declaration, index) => {
      const port = isDoor(declaration) && doorPort !== undefined ? doorPort : (ports[2 * index] as number);
      return [declaration.name, { port, adminPort: ports[2 * index + 1] as number }] as const;
    }),
  );
  const urlOf = new Map([...portsOf].map(([name, { port }]) => [name, `http://127.0.0.1:${port}`]));
  return new Map(
    services.map((declaration) => {
      const { port, adminPort } = portsOf.get(declaration.name) as { port: number; adminPort: number };
      return [declaration.name, shopService(declaration, { port, adminPort, urlOf }, options)] as const;
    }),
  );
}

function shopService(
  declaration: ServiceDeclaration,
  addresses: Pick<Connections, 'port' | 'adminPort' | 'urlOf'>,
  options: ShopServicesOptions,
): ShopService {
  const { fleet, programs, secrets, postgresql, nats, inherited, extra, logs, backoff, onChange } = options;
  const { name } = declaration;
  const adminUrl = `http://127.0.0.1:${addresses.adminPort}`;
  const program = (what: 'main' | 'migrate') => ({
    name: what === 'main' ? name : `the migration of ${name}`,
    file: programs.fileOf(name, what),
    workingDirectory: fleet.root,
    onLine: (line: string) => logs.add(name, line),
    environment: environmentOf({
      declaration,
      fleet: fleet.declarations,
      inherited,
      local: fleet.environment?.[name] ?? {},
      extra: extra[name] ?? {},
      connections: {
        ...addresses,
        databaseUrl: declaration.database === undefined ? undefined : postgresql.urlOf(name),
        natsUrl: nats.url,
        nkeySeedFile: secrets.fileOf(nkeySecret(name), 'nkey'),
        secretFile: secrets.fileOf,
      },
    }),
  });
  return {
    declaration,
    url: addresses.urlOf.get(name) as string,
    adminUrl,
    process: new KeptRunning({
      name,
      launch: (ending) => launchService({ ...program('main'), adminUrl }, ending),
      log: logs.say,
      onChange,
      backoff,
    }),
    async migrate(ending) {
      if (needsMigration(declaration)) await runToEnd(program('migrate'), ending);
    },
  };
}

/** Ends all services, each after those that call it, so that what is in flight can be finished. */
export async function stopInOrder(services: ReadonlyMap<string, ShopService>, topology: Topology): Promise<void> {
  const ends = new Map<string, Promise<void>>();
  const stop = (name: string): Promise<void> => {
    const end = ends.get(name) ?? afterItsCallers(name);
    ends.set(name, end);
    return end;
  };
  const afterItsCallers = async (name: string): Promise<void> => {
    const callers = (topology.incoming.get(name) ?? []).filter(({ kind }) => kind === 'call' || kind === 'forward');
    await Promise.all(callers.map(({ from }) => stop(from)));
    await services.get(name)?.process.stop();
  };
  await Promise.all([...services.keys()].map(stop));
}
