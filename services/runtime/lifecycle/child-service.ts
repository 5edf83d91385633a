import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AdminServer, Readiness } from '../health';
import { createLogger } from '../log';
import { createRegistry } from '../telemetry';
import type { Component } from './component';
import { runLifecycle } from './run-lifecycle';

/**
 * A service of its own process, for a test: answers a request only once it is told to stop, or never stops itself.
 * The argument is `finish` or `hang`.
 */
const hangs = process.argv[2] === 'hang';
const logger = createLogger({ service: 'child', level: 'info' });
const registry = createRegistry();
const readiness = new Readiness(logger);
const admin = new AdminServer({ port: 0, host: '127.0.0.1', readiness, registry, logger });
const server = createServer((_, response) => {
  logger.info('request');
  process.once('SIGTERM', () => response.end('answered while draining'));
});
const http: Component = {
  name: 'http',
  async start() {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    logger.info({ port: (server.address() as AddressInfo).port, adminPort: admin.port }, 'listening');
  },
  async drain() {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await closed;
  },
  stop: () => (hangs ? new Promise(() => undefined) : Promise.resolve()),
};

void runLifecycle({ components: [admin, http], readiness, logger, shutdownDelayMs: 50, graceMs: hangs ? 800 : 20_000 });
