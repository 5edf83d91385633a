import { configOf, peerUrlVariable, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import { usesBroker } from '@flotilla/constructs/topology';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a service is connected to. */
export interface Connections {
  readonly port: number;
  readonly adminPort: number;
  /** Base URL of every service that runs. */
  readonly urlOf: ReadonlyMap<string, string>;
  /** Present where the declaration has a database. */
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string;
  /** File with the seed of the service's broker user; present where it has one. */
  readonly nkeySeedFile: string | undefined;
  /** File with one key of a secret, where there is such a secret. */
  secretFile(name: string, key: string): string | undefined;
}

export interface EnvironmentOptions {
  readonly declaration: ServiceDeclaration;
  readonly fleet: readonly ServiceDeclaration[];
  readonly connections: Connections;
  /** The environment of this process. */
  readonly inherited: Variables;
  /** What is right on one machine, where `inherited` says nothing. */
  readonly local: Variables;
  /** What the caller asks for: stands over everything else. */
  readonly extra: Variables;
}

/** Where nobody listens: calls to a service that was not started fail at once. */
const nowhere = 'http://127.0.0.1:1';

/** How long a service may take to finish what is in flight, in milliseconds. */
export const graceMs = 8_000;

/**
 * The environment of one service. It inherits that of this process, so that any key of its configuration can be given
 * on the command line, but not the secrets that other services of the fleet declare. Secrets come as paths of files.
 */
export function environmentOf(options: EnvironmentOptions): Record<string, string> {
  const { declaration, fleet, connections, inherited, local, extra } = options;
  const config = configOf(declaration);
  const variables: Record<string, string | undefined> = { ...inherited };
  const set = (variable: string, value: string | undefined): void => {
    delete variables[`${variable}_FILE`];
    variables[variable] = value;
  };
  const setFile = (variable: string, file: string | undefined): void => {
    set(variable, undefined);
    variables[`${variable}_FILE`] = file;
  };
  const isGiven = (variable: string): boolean => Boolean(inherited[variable] ?? inherited[`${variable}_FILE`]);

  for (const variable of secretsOf(fleet)) if (config[variable] === undefined) set(variable, undefined);
  for (const [variable, value] of Object.entries(local)) if (!isGiven(variable)) set(variable, value);
  for (const [variable, { secret }] of Object.entries(config)) {
    if (secret !== undefined && !isGiven(variable)) {
      setFile(variable, connections.secretFile(secret.name, secret.key));
    }
  }
  set('HOST', '127.0.0.1');
  set('PORT', String(connections.port));
  set('ADMIN_PORT', String(connections.adminPort));
  // Nothing stands before the services that would still send requests.
  set('SHUTDOWN_DELAY_MS', '0');
  set('SHUTDOWN_GRACE_MS', String(graceMs));
  set('DATABASE_URL', connections.databaseUrl);
  set('NATS_URL', usesBroker(declaration) ? connections.natsUrl : undefined);
  setFile('NATS_NKEY_SEED', connections.nkeySeedFile);
  for (const peer of Object.keys({ ...declaration.calls, ...declaration.forwards })) {
    set(peerUrlVariable(peer), connections.urlOf.get(peer) ?? nowhere);
  }
  for (const [variable, value] of Object.entries(extra)) set(variable, value);
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function secretsOf(fleet: readonly ServiceDeclaration[]): Set<string> {
  return new Set(
    fleet.flatMap((declaration) =>
      Object.entries(configOf(declaration)).flatMap(([variable, { secret }]) =>
        secret === undefined ? [] : [variable],
      ),
    ),
  );
}
