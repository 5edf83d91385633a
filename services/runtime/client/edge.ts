import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgePolicy } from '@flotilla/constructs/declaration';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { breakerGauge } from './edge-metrics';
import { PeerError } from './peer-error';
import { RetryBudget } from './retry-budget';

export interface EdgeOptions {
  /** Name of the called service. */
  readonly peer: string;
  readonly policy: Required<EdgePolicy>;
  readonly logger: Logger;
  readonly registry: Registry;
}

export interface EdgeCall {
  /** Whether the work may be repeated. */
  readonly safe: boolean;
  /** Ends the work early. @default - the timeout of the edge alone */
  readonly signal?: AbortSignal;
}

/** Pauses before retries, in milliseconds: the first, doubled each time up to the last, and any part of it by chance. */
const pause = { first: 50, last: 1_000 } as const;

/**
 * What stands on the edge to one service: a bulkhead, retries within a budget, a breaker, and a timeout for each
 * attempt. Work reports failures of the peer as a `PeerError`; any other error passes through uncounted.
 */
export class Edge {
  readonly #options: EdgeOptions;
  readonly #budget: RetryBudget;
  readonly #bulkhead: ReturnType<typeof bulkhead>;
  readonly #attempt;
  readonly #breakerOpen;

  constructor(options: EdgeOptions) {
    const { policy } = options;
    this.#options = options;
    this.#budget = new RetryBudget(policy.retryBudget);
    this.#bulkhead = bulkhead(policy.bulkhead);
    const breaker = circuitBreaker(handleWhen(isPeersFault), {
      halfOpenAfter: policy.breaker.openMs,
      breaker: new ConsecutiveBreaker(policy.breaker.consecutiveFailures),
    });
    breaker.onStateChange((state) => this.#observe(state));
    this.#breakerOpen = breakerGauge(options.registry);
    this.#breakerOpen.set({ peer: options.peer }, 0);
    // `abortOnReturn` would cut off a body that is still streaming when the work has its head.
    const limit = timeout(policy.timeoutMs, { strategy: TimeoutStrategy.Cooperative, abortOnReturn: false });
    this.#attempt = wrap(breaker, limit);
  }

  /**
   * @param work given a signal that is aborted when its time is over or the caller has gone
   * @throws `PeerError`, what `work` throws, or the reason of the caller's signal
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, { safe, signal }: EdgeCall): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await this.#bulkhead.execute(() => this.#retried(work, safe, signal));
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** cockatiel's own retry knows no budget that calls share, and waits out its pause for a caller who has gone. */
  async #retried<T>(work: (signal: AbortSignal) => Promise<T>, safe: boolean, signal?: AbortSignal): Promise<T> {
    const { retries } = this.#options.policy;
    const call = this.#budget.begin();
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await this.#attempted(work, signal);
        } catch (error) {
          if (!safe || attempt >= retries || !isWorthRetrying(error) || !call.mayRetry()) {
            throw error;
          }
        }
        const longest = Math.min(pause.last, pause.first * 2 ** attempt);
        await sleep(Math.random() * longest, undefined, { signal }).catch(() => signal?.throwIfAborted());
      }
    } finally {
      call.end();
    }
  }

  #attempted<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { peer, policy } = this.#options;
    return this.#attempt.execute(async (context) => {
      try {
        return await work(context.signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw context.signal.aborted
          ? new PeerError(peer, 'timeout', `did not answer in ${policy.timeoutMs} ms`, { cause: error })
          : error;
      }
    }, signal);
  }

  #explained(error: unknown): unknown {
    const { peer, policy } = this.#options;
    if (error instanceof BrokenCircuitError) {
      return new PeerError(peer, 'unavailable', 'is not called for a while, after failures in a row', { cause: error });
    }
    if (error instanceof BulkheadRejectedError) {
      return new PeerError(peer, 'unavailable', `has ${policy.bulkhead} calls in flight, which is the limit`, {
        cause: error,
      });
    }
    return error;
  }

  #observe(state: CircuitState): void {
    const { peer, logger, policy } = this.#options;
    this.#breakerOpen.set({ peer }, state === CircuitState.Open ? 1 : 0);
    if (state === CircuitState.Open) {
      logger.warn({ peer, openMs: policy.breaker.openMs }, 'a peer keeps failing; not calling it for a while');
    } else if (state === CircuitState.Closed) {
      logger.info({ peer }, 'a peer answers again');
    }
  }
}

/**
 * Retries belong to the edge on which something fails: were those above it to repeat the call too, an outage would be
 * asked for the product of all their attempts.
 */
function isWorthRetrying(error: unknown): boolean {
  return isPeersFault(error) && error.isTransient;
}

/** A peer is well that understands a request and refuses it, or that names somebody further down who failed. */
function isPeersFault(error: unknown): error is PeerError {
  return error instanceof PeerError && error.failure !== 'refused' && error.failedPeer === error.peer;
}
