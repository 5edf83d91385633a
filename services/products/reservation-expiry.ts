import { RepeatingTask } from '@flotilla/runtime';
import type { ProductsService } from './dependencies';

export interface ReservationExpiryOptions {
  /** Returns one overdue hold to the shelf, and says whose it was. */
  readonly expireOne: () => Promise<string | undefined>;
  readonly logger: ProductsService['logger'];
}

/**
 * Returns holds to the shelf when their time is over. They lie in the database, and every replica may watch them. One
 * transaction each: a failure undoes none of those before it.
 */
export function reservationExpiry({ expireOne, logger }: ReservationExpiryOptions): RepeatingTask {
  return new RepeatingTask({
    name: 'reservation expiry',
    everyMs: 1_000,
    logger,
    round: async (ending) => {
      while (!ending.aborted) {
        const orderId = await expireOne();
        if (orderId === undefined) return;
        logger.info({ orderId }, 'a reservation expired; its stock is back on the shelf');
      }
    },
  });
}
