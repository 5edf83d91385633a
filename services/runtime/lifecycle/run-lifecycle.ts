import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Readiness } from '../health';
import type { Component } from './component';
import { ComponentOrder } from './component-order';

export interface LifecycleOptions {
  /** In the order of their start. */
  readonly components: readonly Component[];
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** How long to go on serving after the signal to stop, until no proxy sends requests any more, in milliseconds. */
  readonly shutdownDelayMs: number;
  /** Time from the signal to stop until the platform kills the process, in milliseconds. */
  readonly graceMs: number;
  /** @default - this process */
  readonly process?: HostProcess;
}

/** The part of `process` that a lifecycle needs. */
export interface HostProcess {
  on(event: 'SIGTERM' | 'SIGINT', listener: (signal: NodeJS.Signals) => void): unknown;
  on(event: 'uncaughtException', listener: (error: Error) => void): unknown;
  exit(code: number): void;
}

/** Shares of the grace period. What is left after the hard stop is for writing the last lines of the log. */
const share = { drained: 0.75, hardStop: 0.875 } as const;

/**
 * Runs a service from its start to the end of its process.
 *
 * On SIGTERM or SIGINT it tells the platform that it is not ready, goes on serving for the delay, drains and stops
 * its components in reverse order, and exits with 0. It exits with 1 when a component cannot start, when one could
 * not be drained or stopped, and when the grace period is nearly over: better than being killed, it says who hung. A
 * second signal ends the process at once.
 *
 * @returns when the process was told to exit
 */
export async function runLifecycle(options: LifecycleOptions): Promise<void> {
  const { components, readiness, logger, process: host = process } = options;
  const order = new ComponentOrder(components, logger);
  const signal = firstSignal(host, logger);
  host.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'an error was not handled; the state of the process is unknown');
    host.exit(1);
  });

  const began = performance.now();
  const outcome = await Promise.race([
    signal.then(() => 'stopped' as const),
    order.start().then(() => 'started' as const),
  ]).catch((error: unknown) => {
    logger.fatal({ err: error, step: order.step }, 'the service cannot start');
    return 'failed' as const;
  });
  if (outcome === 'started') {
    readiness.serve(components);
    logger.info({ ms: since(began) }, 'started');
    await signal;
  }
  const clean = await shutDown(options, order, host, outcome === 'started');
  host.exit(clean && outcome !== 'failed' ? 0 : 1);
}

async function shutDown(
  { readiness, logger, shutdownDelayMs, graceMs }: LifecycleOptions,
  order: ComponentOrder,
  host: HostProcess,
  hasServed: boolean,
): Promise<boolean> {
  const began = performance.now();
  const deadline = new AbortController();
  const timers = [
    setTimeout(() => deadline.abort(new Error('the time for draining is over')), graceMs * share.drained),
    setTimeout(() => {
      logger.fatal({ step: order.step, ms: since(began) }, `the service did not stop in time: ${order.step} hung`);
      host.exit(1);
    }, graceMs * share.hardStop),
  ];
  readiness.drain();
  let drained = true;
  if (hasServed) {
    await sleep(shutdownDelayMs);
    drained = await order.drain(deadline.signal);
  }
  const stopped = await order.stop();
  for (const timer of timers) {
    clearTimeout(timer);
  }
  logger.info({ ms: since(began) }, 'stopped');
  return drained && stopped;
}

/** Resolves with the first signal to stop; the second ends the process. */
function firstSignal(host: HostProcess, logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      if (signals === 1) {
        logger.info({ signal }, 'stopping');
        resolve();
      } else {
        logger.warn({ signal }, 'told to stop again; ending at once');
        host.exit(1);
      }
    };
    host.on('SIGTERM', onSignal);
    host.on('SIGINT', onSignal);
  });
}

function since(began: number): number {
  return Math.round(performance.now() - began);
}
