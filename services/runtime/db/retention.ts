import type { Logger } from 'pino';
import { RepeatingTask } from '../lifecycle';
import type { Database } from './database';

/** Rows of a table that have served their time. */
export interface RetentionRule {
  readonly table: string;
  /** Time from which a row counts, with an index: tables that are kept for long are large. */
  readonly column: string;
  /** How long a row stays after that, in days. @default 0 */
  readonly days?: number;
  /** Further SQL condition that rows must meet to go. @default - none */
  readonly where?: string;
}

/**
 * SQL condition of the rows that a rule lets go. `now()` is stable within a statement; `clock_timestamp()` is volatile,
 * and no index is used for a comparison with it (PostgreSQL manual, §36.7).
 */
export function expired({ column, days = 0, where = 'true' }: RetentionRule): string {
  return `${where} and ${column} < now() - interval '${days} days'`;
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
        for (const rule of rules) {
          const { table } = rule;
          try {
            let deleted = batchSize;
            while (deleted === batchSize && !ending.aborted) {
              deleted = await database.execute(
                `delete from ${table} where ctid = any(array(
                   select ctid from ${table} where ${expired(rule)} limit ${batchSize} for update skip locked))`,
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
