import type { Logger } from 'pino';
import { RepeatingTask } from '../lifecycle';
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
export class Retention extends RepeatingTask {
  constructor({ database, rules, logger, everyMs = 600_000 }: RetentionOptions) {
    super({
      name: 'retention',
      everyMs,
      logger,
      round: async (ending) => {
        for (const { table, expired } of rules) {
          try {
            let deleted = batchSize;
            while (deleted === batchSize && !ending.aborted) {
              deleted = await database.execute(
                `delete from ${table} where ctid = any(array(
                   select ctid from ${table} where ${expired} limit ${batchSize} for update skip locked))`,
              );
            }
          } catch (error) {
            logger.warn({ err: error, table }, 'expired rows could not be deleted; trying again in the next round');
          }
        }
      },
    });
  }
}
