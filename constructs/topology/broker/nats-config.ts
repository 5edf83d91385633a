import type { BrokerUser, Grant } from './permissions';

/** The one account of the broker: services, provisioner, streams. KEDA's trigger names it too. */
export const brokerAccount = 'FLEET';

/** A setting that nats-server reads from an environment variable when it starts. */
export interface Variable {
  readonly variable: string;
}

export interface NatsConfigOptions {
  readonly users: readonly BrokerUser[];
  /** Public nkeys (`U...`) with which a user may sign in, e.g. `nkeyVariables` where a Secret gives them. */
  readonly publicKeys: (user: string) => readonly (string | Variable)[];
  /** Folder of JetStream's files. */
  readonly storeDir: string;
  /** @default - all interfaces */
  readonly host?: string;
  readonly port: number;
  /** Port of the HTTP monitoring, on the same host. */
  readonly monitorPort: number;
  /** @default - nats-server makes one up */
  readonly serverName?: string | Variable;
  /**
   * Disk that JetStream may use, e.g. `10Gi`.
   * @default - three quarters of what is free
   */
  readonly maxFileStore?: string;
  /** @default - a single server */
  readonly cluster?: NatsClusterOptions;
}

export interface NatsClusterOptions {
  readonly name: string;
  readonly port: number;
  /** URLs of all members, e.g. `nats://nats-0.nats-headless:6222`. */
  readonly routes: readonly string[];
}

/**
 * The variables that hold the public nkeys of a user: `orders` → `NKEY_ORDERS`, `STANDBY_NKEY_ORDERS`. The server
 * accepts both, so that a service can change from one to the other while its pods are replaced one by one.
 */
export function nkeyVariables(user: string): readonly [current: Variable, standby: Variable] {
  const current = `NKEY_${upperCase(user)}`;
  return [{ variable: current }, { variable: `STANDBY_${current}` }];
}

/**
 * Text of a nats-server configuration file with the users and permissions of the fleet.
 *
 * `sync_interval: always`: by default an acknowledged message may be lost for two minutes after a crash of the machine.
 */
export function natsConfig(options: NatsConfigOptions): string {
  const {
    users,
    publicKeys,
    storeDir,
    host = '0.0.0.0',
    port,
    monitorPort,
    serverName,
    maxFileStore,
    cluster,
  } = options;
  return lines([
    '# Users and permissions follow from the service declarations; a change belongs there.',
    ...(serverName === undefined ? [] : [`server_name: ${valueText(serverName)}`]),
    `host: ${valueText(host)}`,
    `port: ${port}`,
    `http: ${valueText(`${host}:${monitorPort}`)}`,
    // The least that nats-server accepts. Clients move to another server in the grace period.
    'lame_duck_duration: "30s"',
    'lame_duck_grace_period: "5s"',
    '',
    ...block('jetstream', [
      `store_dir: ${valueText(storeDir)}`,
      ...(maxFileStore === undefined ? [] : [`max_file_store: ${maxFileStore}`]),
      'sync_interval: always',
    ]),
    '',
    ...(cluster === undefined
      ? []
      : [
          ...block('cluster', [
            `name: ${valueText(cluster.name)}`,
            `port: ${cluster.port}`,
            ...list('routes: ', cluster.routes.map(valueText)),
          ]),
          '',
        ]),
    ...accountLines(users, publicKeys),
  ]);
}

/** The accounts, users and permissions alone: the part of the configuration that every server of the fleet shares. */
export function natsAccounts({ users, publicKeys }: Pick<NatsConfigOptions, 'users' | 'publicKeys'>): string {
  return lines(accountLines(users, publicKeys));
}

function accountLines(users: readonly BrokerUser[], publicKeys: NatsConfigOptions['publicKeys']): string[] {
  return block('accounts', [
    ...block(brokerAccount, [
      'jetstream: enabled',
      ...users.flatMap(permissionBlock),
      'users: [',
      ...users.flatMap(({ name }) =>
        publicKeys(name).map(
          (key) => `  { nkey: ${valueText(key)}, permissions: ${valueText(permissionsVariable(name))} }`,
        ),
      ),
      ']',
    ]),
  ]);
}

/** What a user may do, said once for all its keys. */
function permissionBlock(user: BrokerUser): string[] {
  return block(`${permissionsVariable(user.name).variable}:`, [
    ...block('publish', permissionLines(user.publish)),
    ...block('subscribe', permissionLines(user.subscribe)),
  ]);
}

function permissionsVariable(user: string): Variable {
  return { variable: `MAY_${upperCase(user)}` };
}

/** `order-items` → `ORDER_ITEMS`. */
function upperCase(user: string): string {
  return user.toUpperCase().replaceAll('-', '_');
}

/** nats-server takes an empty `allow` for no restriction at all, so nothing allowed must be said the other way round. */
function permissionLines(grants: readonly Grant[]): string[] {
  return grants.length === 0
    ? ['deny: [">"]']
    : ['allow: [', ...grants.flatMap(({ subject, reason }) => [`  # ${reason}`, `  ${valueText(subject)}`]), ']'];
}

function valueText(value: string | Variable): string {
  return typeof value === 'string' ? JSON.stringify(value) : `$${value.variable}`;
}

function block(title: string, content: readonly string[]): string[] {
  return [`${title} {`, ...indented(content), '}'];
}

function list(before: string, items: readonly string[]): string[] {
  return [`${before}[`, ...indented(items), ']'];
}

function indented(content: readonly string[]): string[] {
  return content.map((line) => (line === '' ? line : `  ${line}`));
}

function lines(content: readonly string[]): string {
  return `${content.join('\n')}\n`;
}
