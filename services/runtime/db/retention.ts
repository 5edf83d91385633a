import type { Logger } from 'pino';
import type { Component } from '../lifecycle/component';
import type { Database } from './database';

/** Rows of a table that have served their time. */
export interface RetentionRule {
  readonly table: string;
  /** SQL condition that an index answers. */
  readonly expired: string;
}

export interface RetentionOptions {
  readonly database: Database;
  readonly rules: readonly RetentionRule[];
  readonly logger: Logger;
  /** Pause between rounds, ±20 %, in milliseconds. @default 600000 */
  readonly everyMs?: number;
}

const batchSize = 1_000;

/** Deletes expired rows, a batch at a time, so that no statement holds many locks. Replicas may do it side by side. */
export class Retention implements Component {
  readonly name = 'retention';
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #ending = false;

  constructor(options: RetentionOptions) {
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
      const pause = (this.#options.everyMs ?? 600_000) * (0.8 + Math.random() * 0.4);
      this.#timer = setTimeout(() => {
        this.#round = this.#deleteExpired().finally(() => this.#schedule());
      }, pause).unref();
    }
  }

  async #deleteExpired(): Promise<void> {
    const { database, rules, logger } = this.#options;
    for (const { table, expired } of rules) {
      try {
        let deleted = batchSize;
        while (deleted === batchSize && !this.#ending) {
          deleted = await database.execute(
            `delete from ${table} where ctid = any(array(
               select ctid from ${table} where ${expired} limit ${batchSize} for update skip locked))`,
          );
        }
      } catch (error) {
        logger.warn({ err: error, table }, 'expired rows could not be deleted; trying again in the next round');
      }
    }
  }
}
