import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Component } from '../lifecycle/component';
import type { Readiness } from './readiness';

export interface AdminServerOptions {
  /** 0 means a free one. */
  readonly port: number;
  /** @default - all addresses of the machine */
  readonly host?: string;
  readonly readiness: Readiness;
  readonly registry: Registry;
  readonly logger: Logger;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Probes and metrics, on a port of their own that is never public. It is the first component to start and the last to
 * stop: the platform can ask all the time.
 *
 * `/livez` asks for nothing but this process, because a restart cures nothing else. `/startupz` holds off the other
 * probes until all components have started, `/readyz` tells whether requests should come.
 */
export class AdminServer implements Component {
  readonly name = 'admin server';
  readonly #options: AdminServerOptions;
  readonly #server: Server;

  constructor(options: AdminServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  /** The port that it listens on, once started. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    const { port, host } = this.#options;
    this.#server.listen({ port, host });
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`cannot listen on the admin port ${port}: ${message}; free it or set ADMIN_PORT`, {
        cause: error,
      });
    }
  }

  async stop(): Promise<void> {
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#server.closeAllConnections();
      await closed;
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await this.#answer(request).catch((error: unknown) => {
      this.#options.logger.error({ err: error, path: request.url }, 'the admin server could not answer');
      return json(500, { status: 'failed' });
    });
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer({ method, url = '' }: IncomingMessage): Promise<Answer> {
    const { readiness, registry } = this.#options;
    if (method !== 'GET' && method !== 'HEAD') {
      return json(405, { status: 'method not allowed' });
    }
    switch (url.split('?', 1)[0]) {
      case '/livez':
        return json(200, { status: 'alive' });
      case '/startupz':
        return readiness.hasStarted ? json(200, { status: 'started' }) : json(503, { status: readiness.phase });
      case '/readyz': {
        const unready = await readiness.check();
        return unready.length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', unready });
      }
      case '/metrics':
        return { status: 200, type: registry.contentType, body: await registry.metrics() };
      default:
        return json(404, { status: 'not found' });
    }
  }
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}
