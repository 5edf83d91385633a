import {
  type Cause,
  ConcurrentChangeError,
  type Database,
  type Identity,
  isConflict,
  Problem,
} from '@flotilla/runtime';
import { isFinal, type Order } from '../domain/order';
import type { Orders } from '../store/orders';
import type { StoredOrderSaga } from '../store/place-order';
import { visibleOrder } from './visible-order';

export interface CancelOrderDependencies {
  readonly database: Database;
  readonly orders: Pick<Orders, 'read'>;
  readonly saga: Pick<StoredOrderSaga, 'handle'>;
}

export interface CancelOrder {
  readonly orderId: string;
  readonly identity: Identity;
}

/** The saga may be moved by an answer at the same moment, hardly this often in a row. */
const attempts = 5;

/**
 * Cancels an order that is not confirmed yet; what was done for it is undone afterwards. Repeated, it does nothing more.
 *
 * @returns the order as it is now
 * @throws the problem `not-found`, or `conflict` for an order that is confirmed or rejected
 */
export const cancelOrder =
  ({ database, orders, saga }: CancelOrderDependencies) =>
  async ({ orderId, identity }: CancelOrder, cause: Cause, signal: AbortSignal): Promise<Order> => {
    const cancelOnce = (): Promise<Order> =>
      database.transaction(
        async (transaction) => {
          const order = visibleOrder(await orders.read(transaction, orderId), identity);
          if (isFinal(order.status)) {
            return order;
          }
          await saga.handle(transaction, orderId, { type: 'cancel-requested' }, cause);
          return visibleOrder(await orders.read(transaction, orderId), identity);
        },
        { signal },
      );

    const order = await repeated(cancelOnce);
    if (order.status === 'confirmed' || order.status === 'rejected') {
      throw new Problem('conflict', { detail: `The order is ${order.status} and cannot be cancelled any more.` });
    }
    return order;
  };

async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !(error instanceof ConcurrentChangeError || isConflict(error))) {
        throw error;
      }
    }
  }
}
