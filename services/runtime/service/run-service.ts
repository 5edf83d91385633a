import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Registry } from 'prom-client';
import type { Environment } from '../config';
import type { Contract, NeededContracts } from '../contract';
import { ComponentOrder, runLifecycle } from '../lifecycle';
import { createLogger } from '../log';
import { assembleService } from './assemble-service';
import { type ServiceOptions, untyped } from './options';

/** A service without a process of its own, for tests. */
export interface StandaloneService {
  /** Base URL of its routes and operations, once started. */
  readonly url: string;
  /** Base URL of health and metrics, once started. */
  readonly adminUrl: string;
  readonly registry: Registry;
  /** Resolves when all components have started; rejects, with everything stopped again, when one cannot. */
  start(): Promise<void>;
  /** Drains for up to five seconds, and stops. */
  stop(): Promise<void>;
}

/**
 * Runs a service from its start to the end of its process: the one call of its `main.ts`. Configuration comes from the
 * environment, and what is wrong with it ends the process.
 *
 * @returns when the process was told to exit
 */
export async function runService<
  const D extends ServiceDeclaration,
  C extends Contract<D>,
  P extends NeededContracts<D>,
>(declaration: D, options: ServiceOptions<D, C, P>): Promise<void> {
  const assembled = await assembleService(declaration, untyped(options), process.env).catch((error: unknown) => {
    createLogger({ service: declaration.name, level: 'info' }).fatal({ err: error }, 'the service cannot start');
    process.exit(1);
  });
  const { shutdownDelayMs, shutdownGraceMs: graceMs } = assembled.wiring;
  await runLifecycle({ ...assembled, shutdownDelayMs, graceMs });
}

/**
 * Makes a service that does not touch the process: no signals, no exit.
 * @throws for a configuration that cannot be used, and for what is declared and not registered
 */
export async function createService<
  const D extends ServiceDeclaration,
  C extends Contract<D>,
  P extends NeededContracts<D>,
>(declaration: D, options: ServiceOptions<D, C, P>, environment: Environment): Promise<StandaloneService> {
  const { components, readiness, logger, http, admin, registry } = await assembleService(
    declaration,
    untyped(options),
    environment,
  );
  const order = new ComponentOrder(components, logger);
  const stop = async (): Promise<void> => {
    readiness.drain();
    await order.drain(AbortSignal.timeout(5_000));
    await order.stop();
  };
  return {
    registry,
    get url() {
      return `http://127.0.0.1:${http.port}`;
    },
    get adminUrl() {
      return `http://127.0.0.1:${admin.port}`;
    },
    start: async () => {
      try {
        await order.start();
      } catch (error) {
        await stop();
        throw error;
      }
      readiness.serve(components);
    },
    stop,
  };
}
