import { peerUrlVariable } from '@flotilla/constructs/declaration';
import type { Environment } from '../../config';
import { createService, type StandaloneService } from '../../service';
import type { CleanupStack } from '../cleanup-stack';
import type { TestBroker } from '../test-broker';
import { createTestDatabase } from '../test-database';
import type { TestTokens } from '../test-tokens';
import type { WholeService } from './services';

/** What the services of a fleet are connected to. */
export interface Surroundings {
  readonly testBroker: TestBroker;
  readonly tokens: TestTokens;
  /** Base URLs of the fakes, by name. */
  readonly fakeUrls: ReadonlyMap<string, string>;
  /** Further variables, by service. */
  readonly environment: Readonly<Record<string, Environment>>;
}

/** Names of the services that a service sends requests to. */
export function calledBy({ declaration: { calls, forwards = {} } }: WholeService): string[] {
  return [...new Set([...Object.keys(calls), ...Object.keys(forwards)])];
}

/** Starts services in this order: each after those that it calls, whose addresses are known then. */
export async function runServices(
  services: ReadonlyMap<string, WholeService>,
  surroundings: Surroundings,
  cleanups: CleanupStack,
): Promise<Record<string, StandaloneService>> {
  const running: Record<string, StandaloneService> = {};
  for (const [name, service] of services) {
    const environment: Environment = {
      ...(await connectionOf(service, surroundings, cleanups)),
      ...Object.fromEntries(
        calledBy(service).map((peer) => [peerUrlVariable(peer), running[peer]?.url ?? surroundings.fakeUrls.get(peer)]),
      ),
      ...surroundings.environment[name],
    };
    const { declaration, ...options } = service;
    const standalone = await createService(declaration, options as never, environment);
    await standalone.start(); // Stops itself when it cannot.
    cleanups.defer(() => standalone.stop());
    running[name] = standalone;
  }
  return running;
}

async function connectionOf(
  { declaration: { database }, migrations = {} }: WholeService,
  { testBroker, tokens }: Surroundings,
  cleanups: CleanupStack,
): Promise<Environment> {
  const common = {
    PORT: '0',
    ADMIN_PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    NATS_URL: testBroker.url,
    NATS_NKEY_SEED: testBroker.nkeySeed,
    TOKEN_ISSUER: tokens.issuer,
    TOKEN_JWKS: tokens.jwks,
  };
  if (database === undefined) {
    return common;
  }
  const testDatabase = await createTestDatabase(migrations);
  cleanups.defer(() => testDatabase.drop());
  return { ...common, DATABASE_URL: testDatabase.url };
}

/** @throws when services call each other in a circle, which no fleet may */
export function calleesFirst(services: ReadonlyMap<string, WholeService>): Map<string, WholeService> {
  const sorted = new Map<string, WholeService>();
  const visit = (name: string, callers: readonly string[]): void => {
    const service = services.get(name);
    if (service === undefined || sorted.has(name)) {
      return;
    }
    if (callers.includes(name)) {
      throw new Error(`services call each other in a circle: ${[...callers, name].join(' → ')}; fake one of them`);
    }
    for (const callee of calledBy(service)) {
      visit(callee, [...callers, name]);
    }
    sorted.set(name, service);
  };
  for (const name of services.keys()) {
    visit(name, []);
  }
  return sorted;
}
