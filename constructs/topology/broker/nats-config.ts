import type { BrokerUser, Grant } from './permissions';

/** The one account of the broker: services, provisioner, streams. KEDA's trigger names it too. */
export const brokerAccount = 'FLEET';

/** A setting that nats-server reads from an environment variable when it starts. */
export interface Variable {
  readonly variable: string;
}

export interface NatsConfigOptions {
  readonly users: readonly BrokerUser[];
  /** Public nkey (`U...`) of a user, e.g. `nkeyVariable` where a Secret gives it. */
  readonly publicKey: (user: string) => string | Variable;
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

/** The environment variable that holds a user's public nkey: `orders` → `NKEY_ORDERS`. */
export function nkeyVariable(user: string): Variable {
  return { variable: `NKEY_${user.toUpperCase().replaceAll('-', '_')}` };
}

/**
 * Text of a nats-server configuration file with the users and permissions of the fleet.
 *
 * `sync_interval: always`: by default an acknowledged message may be lost for two minutes after a crash of the machine.
 */
export function natsConfig(options: NatsConfigOptions): string {
  const {
    users,
    publicKey,
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
    ...accountLines(users, publicKey),
  ]);
}

/** The accounts, users and permissions alone: the part of the configuration that every server of the fleet shares. */
export function natsAccounts({ users, publicKey }: Pick<NatsConfigOptions, 'users' | 'publicKey'>): string {
  return lines(accountLines(users, publicKey));
}

function accountLines(users: readonly BrokerUser[], publicKey: NatsConfigOptions['publicKey']): string[] {
  return block('accounts', [
    ...block(brokerAccount, [
      'jetstream: enabled',
      'users: [',
      ...users.flatMap((user) => indented(userLines(user, publicKey(user.name)))),
      ']',
    ]),
  ]);
}

function userLines(user: BrokerUser, publicKey: string | Variable): string[] {
  return [
    `# ${user.name}`,
    ...block('', [
      `nkey: ${valueText(publicKey)}`,
      ...block('permissions', [
        ...block('publish', permissionLines(user.publish)),
        ...block('subscribe', permissionLines(user.subscribe)),
      ]),
    ]),
  ];
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
  return [title === '' ? '{' : `${title} {`, ...indented(content), '}'];
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
