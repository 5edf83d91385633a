import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type Verifier, verifier } from '../auth';
import { PeerClients } from '../client';
import { type Config, type Environment, loadConfig, type Settings } from '../config';
import { Database, Retention, uuidV7Generator } from '../db';
import { AdminServer, Readiness } from '../health';
import { HttpServer } from '../http';
import type { Component } from '../lifecycle';
import { createLogger } from '../log';
import { createMessages } from '../messaging';
import { Outbox } from '../outbox';
import { createRegistry, Telemetry } from '../telemetry';
import { guardsOf } from './guards';
import { type MessagingComponents, messagingComponents, refuseHandlers } from './messaging-components';
import type { AnyServiceOptions } from './options';
import { Registrations } from './registrations';
import type { AnyService } from './setup';
import { sparedDatabase } from './spared-database';
import { toProblem } from './to-problem';

type AnySettings = Settings<ServiceDeclaration>;

/** The configuration that every service has. */
type CommonConfig = Config<Omit<ServiceDeclaration, 'config'> & { readonly config: Record<never, never> }>;

/** A service that is ready to be started. */
export interface AssembledService {
  /** In the order of their start. */
  readonly components: readonly Component[];
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly http: HttpServer;
  readonly admin: AdminServer;
  readonly wiring: AnySettings['wiring'];
}

/**
 * Puts a service together: what its declaration asks for, and what its set-up registers. Connects to nothing yet.
 * @throws for a configuration that cannot be used, and for what is declared and not registered
 */
export async function assembleService(
  declaration: ServiceDeclaration,
  options: AnyServiceOptions,
  environment: Environment,
): Promise<AssembledService> {
  const { name } = declaration;
  const settings: AnySettings = loadConfig(declaration, environment);
  const { wiring } = settings;
  const config = settings.config as unknown as CommonConfig;
  const { LOG_LEVEL: level, ENFORCE: enforce } = config;
  const logger = createLogger({ service: name, level });
  const registry = createRegistry();
  const readiness = new Readiness(logger);
  const telemetry = new Telemetry({
    service: name,
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    samplePercent: config.TRACE_SAMPLE_PERCENT,
    logger,
  });
  const admin = new AdminServer({ port: wiring.adminPort, host: wiring.host, readiness, registry, logger });
  const database = databaseOf(declaration, options, wiring.databaseUrl, logger, registry);
  const outbox = new Outbox();
  const peerContracts = options.peers ?? {};
  const peers = new PeerClients({
    declaration,
    contracts: peerContracts,
    urls: wiring.peerUrls,
    enforce,
    logger,
    registry,
  });
  const contracts = { ...peerContracts, [name]: options.contract };
  const common = { declaration, contracts, newId: uuidV7Generator(), enforce, logger, registry };

  const registrations = new Registrations();
  await options.setup({
    ...settings,
    ...common,
    peers: peers.peers,
    database,
    outbox: database && outbox,
    messages: createMessages(common),
    ...registrations.methods,
  } as unknown as AnyService);
  registrations.close();

  const messaging = messagingOf({ ...common, outbox, handlers: registrations.handlers }, wiring.nats, database);
  const rules = [...messaging.retention, ...registrations.retention];
  const http = new HttpServer({
    contract: options.contract,
    handlers: registrations,
    guardFor: guardsOf(registrations.verifier ?? configuredVerifier(settings, logger), name),
    port: wiring.port,
    host: wiring.host,
    // Who forwards to others stands at the door.
    facesPublic: Object.keys(declaration.forwards ?? {}).length > 0,
    middleware: registrations.middleware,
    draining: () => readiness.phase === 'draining',
    checkResponses: environment.NODE_ENV !== 'production',
    toProblem,
    logger,
    registry,
  });
  const components = [
    telemetry,
    admin,
    database && options.sparesDatabase ? sparedDatabase(database, logger) : database,
    ...messaging.broker,
    peers,
    ...registrations.components,
    database && rules.length > 0 ? new Retention({ database, rules, logger }) : undefined,
    http,
    ...messaging.consumers, // Started last, and so drained first: what they are busy with may still be asked over HTTP.
  ].filter((component) => component !== undefined);
  return { components, readiness, logger, registry, http, admin, wiring };
}

function databaseOf(
  { name, database }: ServiceDeclaration,
  { migrations = {}, sparesDatabase = false }: AnyServiceOptions,
  url: string | undefined,
  logger: Logger,
  registry: Registry,
): Database | undefined {
  return url === undefined
    ? undefined
    : new Database({
        url,
        applicationName: name,
        migrations,
        maxConnections: database?.poolMax,
        patienceMs: sparesDatabase ? Number.POSITIVE_INFINITY : undefined,
        logger,
        registry,
      });
}

function messagingOf(
  options: Omit<Parameters<typeof messagingComponents>[0], 'nats' | 'database'>,
  nats: AnySettings['wiring']['nats'],
  database: Database | undefined,
): MessagingComponents {
  if (nats === undefined) {
    refuseHandlers(options);
    return { broker: [], consumers: [], retention: [] };
  }
  if (database === undefined) {
    const { name } = options.declaration;
    throw new Error(
      `${name} exchanges messages but has no database for its outbox and inbox; declare \`database\` in ` +
        `services/${name}/service.ts`,
    );
  }
  return messagingComponents({ ...options, nats, database });
}

/** A verifier over the keys that services which verify tokens have in common. */
function configuredVerifier({ config, watchSecret }: AnySettings, logger: Logger): Verifier | undefined {
  const { TOKEN_ISSUER: issuer } = config as Readonly<Record<string, unknown>>;
  const jwks = 'TOKEN_JWKS' in config ? watchSecret('TOKEN_JWKS' as never, logger) : undefined;
  return jwks === undefined || typeof issuer !== 'string' ? undefined : verifier({ jwks, issuer, logger });
}
