import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from '@flotilla/runtime';
import { type Administrator, type Dependencies, ensureAdministrator } from './use-cases';

const retryMs = 1_000;

/**
 * Makes the configured administrator in the background, since migrations may still be running when the service starts;
 * until then the service is not ready.
 */
export class AdministratorAtStart implements Component {
  readonly name = 'administrator';
  readonly #administrator: Administrator;
  readonly #dependencies: Dependencies;
  readonly #ending = new AbortController();
  #done = false;
  #work: Promise<void> = Promise.resolve();

  constructor(administrator: Administrator, dependencies: Dependencies) {
    this.#administrator = administrator;
    this.#dependencies = dependencies;
  }

  async start(): Promise<void> {
    this.#work = this.#untilDone(this.#ending.signal);
  }

  async ready(): Promise<void> {
    if (!this.#done) {
      throw new Error('the administrator of ADMIN_EMAIL has not been made yet');
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#work;
  }

  async #untilDone(ending: AbortSignal): Promise<void> {
    const { database, logger } = this.#dependencies;
    while (!ending.aborted) {
      try {
        if (await database.migrationsCurrent()) {
          await this.#ensure(ending);
          this.#done = true;
          return;
        }
      } catch (error) {
        if (!ending.aborted) {
          logger.warn({ err: error }, 'the administrator could not be made; trying again');
        }
      }
      await sleep(retryMs, undefined, { signal: ending }).catch(() => undefined);
    }
  }

  async #ensure(signal: AbortSignal): Promise<void> {
    const { logger } = this.#dependencies;
    const ensured = await ensureAdministrator(this.#dependencies)(this.#administrator, signal);
    if (ensured === 'missing') {
      logger.warn('ADMIN_EMAIL names no account; register it and start again, or set ADMIN_PASSWORD to have it made');
    } else if (ensured !== 'is-administrator') {
      logger.warn({ ensured }, 'the account of ADMIN_EMAIL is an administrator from now on');
    }
  }
}
