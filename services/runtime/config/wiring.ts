import { peerUrlVariable, type ServiceDeclaration, usesBroker } from '@flotilla/constructs/declaration';
import { ConfigError } from './config-error';
import { ConfigReader } from './reader';
import type { Environment } from './source';

/** Where a service listens and what it is connected to: set by the platform, not by the declaration. */
export interface Wiring {
  /** @default - the port of the declaration; 0 means a free one */
  readonly port: number;
  /** @default - the admin port of the declaration; 0 means a free one */
  readonly adminPort: number;
  /** Address that both ports listen on. @default - all addresses of the machine */
  readonly host: string | undefined;
  /** `undefined` where the declaration has no database. */
  readonly databaseUrl: string | undefined;
  /** `undefined` where the declaration says and hears nothing over the broker. */
  readonly nats: NatsWiring | undefined;
  /** Base URL of every service that this one calls or forwards to, without a slash at its end. */
  readonly peerUrls: Readonly<Record<string, string>>;
  /** How long to go on serving after the signal to stop, until every proxy knows, in milliseconds. @default 5000 */
  readonly shutdownDelayMs: number;
  /**
   * Time from the signal to stop until the platform kills the process, in milliseconds: its grace period less the pause
   * before the signal.
   * @default 40000
   */
  readonly shutdownGraceMs: number;
}

export interface NatsWiring {
  readonly url: string;
  /** Seed of the service's own NATS user. */
  readonly nkeySeed: string;
}

const defaultGraceMs = 40_000;

export function readWiring(reader: ConfigReader, declaration: ServiceDeclaration): Wiring {
  const { http } = declaration;
  const shutdown = readShutdown(reader);
  return {
    port: readInteger(reader, 'PORT', http.port, 65_535, 'Port of the routes and operations; 0: a free one.'),
    adminPort: readInteger(reader, 'ADMIN_PORT', http.adminPort, 65_535, 'Port of health and metrics; 0: a free one.'),
    host: readHost(reader),
    databaseUrl: declaration.database === undefined ? undefined : databaseUrlOf(reader),
    nats: usesBroker(declaration) ? readNats(reader) : undefined,
    peerUrls: readPeerUrls(reader, declaration),
    ...shutdown,
  };
}

/**
 * The one thing that a migration needs to know.
 * @throws `ConfigError`
 */
export function readDatabaseUrl(service: string, environment: Environment): string {
  const reader = new ConfigReader(environment);
  const url = databaseUrlOf(reader);
  if (reader.problems.length > 0) {
    throw new ConfigError(service, reader.problems);
  }
  return url;
}

function databaseUrlOf(reader: ConfigReader): string {
  return reader.readUrl('DATABASE_URL', 'Database of the service.', ['postgres:', 'postgresql:']);
}

function readShutdown(reader: ConfigReader): Pick<Wiring, 'shutdownDelayMs' | 'shutdownGraceMs'> {
  const shutdownDelayMs = readInteger(
    reader,
    'SHUTDOWN_DELAY_MS',
    5_000,
    300_000,
    'Milliseconds of serving after the signal to stop.',
  );
  const graceMs = readInteger(
    reader,
    'SHUTDOWN_GRACE_MS',
    defaultGraceMs,
    3_600_000,
    'Milliseconds from the decision to stop until the platform kills the process.',
  );
  const preStopMs = readInteger(reader, 'PRE_STOP_MS', 0, 300_000, 'Milliseconds of it that pass before the signal.');
  const shutdownGraceMs = graceMs - preStopMs;
  if (shutdownDelayMs > shutdownGraceMs / 2) {
    reader.problems.push({
      variable: 'SHUTDOWN_DELAY_MS',
      found: `${shutdownDelayMs}, more than half of the ${shutdownGraceMs} ms that SHUTDOWN_GRACE_MS leaves after PRE_STOP_MS`,
      expected: 'at most half of it, so that time is left to finish what is in flight',
      fix: 'lower SHUTDOWN_DELAY_MS, or raise SHUTDOWN_GRACE_MS with the grace period of the platform',
    });
  }
  return { shutdownDelayMs, shutdownGraceMs };
}

function readHost(reader: ConfigReader): string | undefined {
  const host = reader.read('HOST', {
    type: 'string',
    default: '',
    pattern: '[0-9A-Za-z.:-]*',
    description: 'Address to listen on; empty: all.',
  });
  return host === '' ? undefined : (host as string | undefined);
}

function readNats(reader: ConfigReader): NatsWiring {
  const url = reader.readUrl('NATS_URL', 'Message broker.', ['nats:', 'tls:']);
  const description = "Seed of the nkey of the service's NATS user.";
  const secret = { name: 'nats', key: 'nkey' };
  return { url, nkeySeed: String(reader.read('NATS_NKEY_SEED', { type: 'string', secret, description })) };
}

function readPeerUrls(reader: ConfigReader, { calls, forwards = {} }: ServiceDeclaration): Record<string, string> {
  const peers = [...new Set([...Object.keys(calls), ...Object.keys(forwards)])];
  return Object.fromEntries(
    peers.map((peer) => {
      const url = reader.readUrl(peerUrlVariable(peer), `Base URL of ${peer}.`, ['http:', 'https:']);
      return [peer, url.replace(/\/+$/, '')];
    }),
  );
}

function readInteger(
  reader: ConfigReader,
  variable: string,
  defaultValue: number,
  maximum: number,
  description: string,
): number {
  return Number(reader.read(variable, { type: 'integer', default: defaultValue, minimum: 0, maximum, description }));
}
