import type { Logger } from 'pino';
import type { Database } from '../db';
import { RepeatingTask } from '../lifecycle';
import type { Saga } from './saga';

export interface SagaDeadlinesOptions {
  readonly database: Database;
  readonly sagas: readonly Pick<Saga<never, never, never, never>, 'type' | 'passDeadline'>[];
  readonly logger: Logger;
  /** Pause between looks, ±20 %, in milliseconds. @default 500 */
  readonly pollMs?: number;
}

/** Watches over the deadlines of sagas. They lie in the database: a restart forgets none, and every replica may watch. */
export class SagaDeadlines extends RepeatingTask {
  constructor({ database, sagas, logger, pollMs = 500 }: SagaDeadlinesOptions) {
    /** One transaction each: a saga that fails takes no other with it. */
    const passOne = async (saga: SagaDeadlinesOptions['sagas'][number]): Promise<boolean> => {
      const passed = await database.transaction((transaction) => saga.passDeadline(transaction));
      if (passed?.error !== undefined) {
        logger.error({ err: passed.error, saga: saga.type, key: passed.key }, 'a saga failed at its deadline');
      }
      return passed !== undefined;
    };
    super({
      name: 'saga deadlines',
      everyMs: pollMs,
      logger,
      round: async (ending) => {
        for (const saga of sagas) {
          try {
            let more = true;
            while (more && !ending.aborted) {
              more = await passOne(saga);
            }
          } catch (error) {
            logger.error({ err: error, saga: saga.type }, 'the deadlines of sagas could not be read');
          }
        }
      },
    });
  }
}
