import { once, setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import Koa, { type Middleware } from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Contract } from '../contract';
import { type Problem, problemOf } from '../errors';
import type { Component } from '../lifecycle/component';
import { answerUnreadable } from './client-error';
import { dispatch } from './dispatch';
import { EndpointTable, endpointsOf, type GuardFor, type Handlers } from './endpoint-table';
import { openApiEndpoint, openApiPath } from './openapi';
import { type RequestState, shell } from './shell';

export interface HttpServerOptions {
  readonly contract: Contract;
  readonly handlers: Handlers;
  readonly guardFor: GuardFor;
  /** 0 means a free one. */
  readonly port: number;
  /** @default - all addresses of the machine */
  readonly host?: string;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Whether clients should be asked to use another connection. */
  readonly draining: () => boolean;
  /** Whether answers are compared with their schemas; costs time. */
  readonly checkResponses: boolean;
  /** What clients are told of a thrown value. @default problemOf */
  readonly toProblem?: (error: unknown) => Problem;
  /** Whether callers are strangers: what services tell each other in headers is then taken off. @default false */
  readonly facesPublic?: boolean;
  /** Run for every request before its route is looked for, inside of ids, log, metrics and error handling. @default [] */
  readonly middleware?: readonly Middleware<RequestState>[];
  /** Longest time until the head of an answer, in milliseconds. @default 10000 */
  readonly deadlineMs?: number;
  /** Longest request body, in bytes. @default 102400 */
  readonly bodyLimitBytes?: number;
}

/**
 * In milliseconds. Callers must keep idle connections for less than `keepAlive`, or they send a request into a
 * connection that is being closed.
 */
const timeouts = { request: 30_000, headers: 15_000, keepAlive: 65_000, check: 5_000 } as const;

const sweepMs = 20;

/** The routes and operations of a service. */
export class HttpServer implements Component {
  readonly name = 'http server';
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #ending = new AbortController();
  readonly #sockets = new Set<Socket>();

  /** @throws when handlers and declaration do not name the same routes and operations */
  constructor(options: HttpServerOptions) {
    this.#options = options;
    // One of every open stream; Node would take more than ten for a leak.
    setMaxListeners(0, this.#ending.signal);
    const app = this.#app();
    this.#server = createServer(
      {
        requestTimeout: timeouts.request,
        headersTimeout: timeouts.headers,
        keepAliveTimeout: timeouts.keepAlive,
        connectionsCheckingInterval: timeouts.check,
        requireHostHeader: false, // The shell refuses it with problem details.
      },
      app.callback(),
    );
    this.#server.on('clientError', answerUnreadable);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
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
      throw new Error(`cannot listen on port ${port}: ${message}; free it or set PORT`, { cause: error });
    }
  }

  /** Takes no new connections, ends streams, and waits for the answers that are on their way. */
  async drain(deadline: AbortSignal): Promise<void> {
    if (!this.#server.listening) {
      return;
    }
    const closed = once(this.#server, 'close');
    this.#ending.abort();
    this.#server.close();
    // A connection that was busy is idle after its answer; Node would then keep it until its keep-alive timeout.
    const sweep = setInterval(() => this.#closeIdle(), sweepMs);
    const cut = (): void => this.#server.closeAllConnections();
    deadline.addEventListener('abort', cut, { once: true });
    if (deadline.aborted) {
      cut();
    }
    await closed;
    clearInterval(sweep);
    deadline.removeEventListener('abort', cut);
  }

  async stop(): Promise<void> {
    await this.drain(AbortSignal.abort());
  }

  /** To Node a connection on which nothing was ever sent is one that waits for its first request, and no idle one. */
  #closeIdle(): void {
    this.#server.closeIdleConnections();
    for (const socket of this.#sockets) {
      if (socket.bytesRead === 0) {
        socket.destroy();
      }
    }
  }

  #app(): Koa<RequestState> {
    const { contract, handlers, guardFor, checkResponses, logger, middleware = [], ...options } = this.#options;
    const { toProblem = problemOf, bodyLimitBytes = 102_400, deadlineMs = 10_000, facesPublic = false } = options;
    const ending = this.#ending.signal;
    const endpoints = endpointsOf(contract, handlers, guardFor, { bodyLimitBytes, checkResponses });
    if (!endpoints.some(({ path }) => path === openApiPath)) {
      endpoints.push(openApiEndpoint(contract));
    }
    const app = new Koa<RequestState>();
    app.on('error', (error: unknown) => logger.warn({ err: error }, 'an answer could not be sent'));
    app.use(shell({ ...options, logger, toProblem, ending, facesPublic }));
    for (const own of middleware) {
      app.use(own);
    }
    const table = new EndpointTable(endpoints);
    app.use(dispatch({ endpoints: table, deadlineMs, ending, logger }));
    return app;
  }
}
