import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningShop, startShop } from '@flotilla/launcher';
import { fleet } from '../../../services/shop';
import type { Shop } from '../journeys';
import { makeTokenKeys, type TokenKeys } from './token-keys';

export interface LaunchOptions {
  /** Name of the file in `.cache/e2e` that keeps what the services said in the latest run. */
  readonly log: string;
  /** OTLP/HTTP endpoint that every service sends all of its traces to. @default - none are recorded */
  readonly tracesTo?: string;
  /** Further variables by service. @default - none */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A shop of the test's own: five processes, PostgreSQL and NATS on free ports. */
export interface LaunchedShop extends Shop {
  readonly running: RunningShop;
  /** Those that its access tokens are signed with. */
  readonly keys: TokenKeys;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

const logDirectory = join(fleet.root, '.cache', 'e2e');

/** A test is one client address, and asks for more than a person does. */
const unlimited = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_LOGIN_PER_MINUTE: '1000000',
  RATE_LIMIT_REGISTER_PER_MINUTE: '1000000',
  RATE_LIMIT_ORDER_PER_MINUTE: '1000000',
};

/** Starts a shop as `npm start -- --isolated` does. */
export async function launchShop({ log, tracesTo, environment = {} }: LaunchOptions): Promise<LaunchedShop> {
  await mkdir(logDirectory, { recursive: true });
  const lines = createWriteStream(join(logDirectory, `${log}.log`));
  const keys = makeTokenKeys();
  const verifying = { TOKEN_JWKS: keys.jwks };
  const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    users: { TOKEN_SIGNING_KEYS: keys.signingKeys },
    products: verifying,
    orders: verifying,
    gateway: { ...verifying, ...unlimited },
  };
  const common = tracesTo === undefined ? {} : tracing(tracesTo);
  const running = await startShop({
    fleet,
    isolated: true,
    onLine: ({ source, line }) => lines.write(`${source} ${line}\n`),
    environment: Object.fromEntries(
      fleet.declarations.map(({ name }) => [name, { ...common, ...own[name], ...environment[name] }]),
    ),
  });
  const stop = async (): Promise<void> => {
    await running.stop();
    lines.end();
  };
  const { admin } = running;
  if (admin === undefined) {
    await stop();
    throw new Error('the shop was started without an administrator; services/shop.ts must name the secret `admin`');
  }
  return { url: running.url, admin, running, keys, stop };
}

/** Spans are sent at once rather than every five seconds. */
function tracing(endpoint: string): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TRACE_SAMPLE_PERCENT: '100', OTEL_BSP_SCHEDULE_DELAY: '100' };
}
