import type { EdgePolicy, Operation } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { errors, Pool } from 'undici';
import { currentContext } from '../context';
import type { OperationSchemas } from '../contract';
import { headerName } from '../http';
import { readAnswer } from './answer';
import { type CallRequest, callRequest } from './call-request';
import { inCallSpan } from './call-span';
import { Edge } from './edge';
import type { callDurations } from './edge-metrics';
import { PeerError } from './peer-error';

export interface CallOptions {
  /** Ends the call early. @default - the deadline of the running request */
  readonly signal?: AbortSignal;
}

/** Calls an operation, whose types are no longer known. */
export type AnyCall = (input: object, options?: CallOptions) => Promise<unknown>;

export interface PeerClientOptions {
  /** Name of the calling service. */
  readonly service: string;
  /** Name of the called service. */
  readonly peer: string;
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly policy: Required<EdgePolicy>;
  readonly logger: Logger;
  readonly durations: ReturnType<typeof callDurations>;
  readonly registry: Registry;
}

/**
 * How long an idle connection is kept, in milliseconds. Shorter than any of our servers keeps it, or a request might
 * meet a connection that is being closed.
 */
const keepAliveMs = 30_000;

/** The connections to one service and what stands on the edge to it. */
export class PeerClient {
  readonly #options: PeerClientOptions;
  readonly #edge: Edge;
  readonly #pool: Pool;
  readonly #prefix: string;

  constructor(options: PeerClientOptions) {
    const { origin, pathname } = new URL(options.url);
    this.#options = options;
    this.#edge = new Edge(options);
    this.#prefix = pathname === '/' ? '' : pathname;
    this.#pool = new Pool(origin, {
      connections: options.policy.bulkhead,
      connect: { timeout: options.policy.timeoutMs },
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // The edge watches over time; undici's own timers are coarse.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @param name of the operation */
  call(name: string, operation: Operation, { output }: OperationSchemas): AnyCall {
    const { peer } = this.#options;
    const safe = operation.safe ?? operation.method === 'GET';
    const requestOf = callRequest(operation, this.#prefix);
    return (input, { signal = currentContext()?.deadline?.signal } = {}) =>
      this.#measured(name, () =>
        inCallSpan(peer, name, async (traceHeaders) => {
          const request = requestOf(input);
          const answer = await this.#edge.run((ending) => this.#request(request, traceHeaders, ending), {
            safe,
            signal,
          });
          const result = output.safeParse(answer);
          if (!result.success) {
            throw new PeerError(peer, 'invalid', `answered ${name} with what its contract does not allow`, {
              cause: result.error,
            });
          }
          return result.data;
        }),
      );
  }

  /** Ends what is still under way. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #request(request: CallRequest, traceHeaders: Record<string, string>, signal: AbortSignal): Promise<unknown> {
    const { peer, service, policy } = this.#options;
    const { correlationId, deadline } = currentContext() ?? {};
    const timeoutMs = Math.ceil(Math.min(policy.timeoutMs, deadline?.remainingMs ?? policy.timeoutMs));
    const headers: Record<string, string> = {
      ...traceHeaders,
      accept: 'application/json',
      'user-agent': service,
      [headerName.timeout]: String(timeoutMs),
    };
    if (request.body !== undefined) {
      headers['content-type'] = 'application/json';
    }
    if (correlationId !== undefined) {
      headers[headerName.correlationId] = correlationId;
    }
    try {
      return await readAnswer(peer, await this.#pool.request({ ...request, headers, signal }));
    } catch (error) {
      throw this.#reached(error);
    }
  }

  #reached(error: unknown): unknown {
    const isConnection = error instanceof errors.UndiciError || (error as NodeJS.ErrnoException).syscall !== undefined;
    return isConnection
      ? new PeerError(this.#options.peer, 'unavailable', `cannot be reached: ${(error as Error).message}`, {
          cause: error,
        })
      : error;
  }

  async #measured<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const { peer, durations } = this.#options;
    const began = performance.now();
    const ended = (outcome: string): void =>
      durations.observe({ peer, operation, outcome }, (performance.now() - began) / 1_000);
    try {
      const result = await work();
      ended('ok');
      return result;
    } catch (error) {
      ended(error instanceof PeerError ? error.failure : 'abandoned');
      throw error;
    }
  }
}
