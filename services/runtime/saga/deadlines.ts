import type { Logger } from 'pino';
import type { Database } from '../db';
import type { Component } from '../lifecycle/component';
import type { Saga } from './saga';

export interface SagaDeadlinesOptions {
  readonly database: Database;
  readonly sagas: readonly Pick<Saga<never, never, never, never>, 'type' | 'passDeadline'>[];
  readonly logger: Logger;
  /** Pause between looks, ±20 %, in milliseconds. @default 500 */
  readonly pollMs?: number;
}

/** Watches over the deadlines of sagas. They lie in the database: a restart forgets none, and every replica may watch. */
export class SagaDeadlines implements Component {
  readonly name = 'saga deadlines';
  readonly #options: SagaDeadlinesOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #ending = false;

  constructor(options: SagaDeadlinesOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#schedule();
  }

  async drain(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async stop(): Promise<void> {
    await this.drain();
  }

  #schedule(): void {
    if (!this.#ending) {
      const pause = (this.#options.pollMs ?? 500) * (0.8 + Math.random() * 0.4);
      this.#timer = setTimeout(() => {
        this.#round = this.#look().finally(() => this.#schedule());
      }, pause);
    }
  }

  async #look(): Promise<void> {
    for (const saga of this.#options.sagas) {
      try {
        let more = true;
        while (more && !this.#ending) {
          more = await this.#passOne(saga);
        }
      } catch (error) {
        this.#options.logger.error({ err: error, saga: saga.type }, 'the deadlines of sagas could not be read');
      }
    }
  }

  /** One transaction each: a saga that fails takes no other with it. */
  async #passOne(saga: SagaDeadlinesOptions['sagas'][number]): Promise<boolean> {
    const { database, logger } = this.#options;
    const passed = await database.transaction((transaction) => saga.passDeadline(transaction));
    if (passed?.error !== undefined) {
      logger.error({ err: passed.error, saga: saga.type, key: passed.key }, 'a saga failed at its deadline');
    }
    return passed !== undefined;
  }
}
