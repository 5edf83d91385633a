import type { Identity } from '@flotilla/runtime';
import { asOf, isFinal, type Order } from '../domain/order';
import type { OrderChanges } from '../store/order-changes';
import type { Orders } from '../store/orders';
import { visibleOrder } from './visible-order';

export interface FollowOrderDependencies {
  readonly orders: Pick<Orders, 'find'>;
  readonly changes: Pick<OrderChanges, 'follow'>;
}

export interface FollowOrder {
  readonly orderId: string;
  readonly identity: Identity;
  /** How much of the history was shown before, from 1. @default - nothing */
  readonly seen?: number;
}

/** The order as it was with each status that is new. */
export type OrderStates = (signal: AbortSignal) => AsyncIterable<Order>;

/**
 * Shows an order as it is, and again with each status that follows, up to the last. Who has seen a part of it is shown
 * the rest; at least the last status, since that is how they learn that no more will come.
 *
 * @throws the problem `not-found`
 */
export const followOrder =
  ({ orders, changes }: FollowOrderDependencies) =>
  async ({ orderId, identity, seen }: FollowOrder): Promise<OrderStates> => {
    const current = visibleOrder(await orders.find(orderId), identity);
    const { length } = current.history;
    const known = seen ?? length - 1;
    return async function* (signal) {
      let shown = Math.min(known, isFinal(current.status) ? length - 1 : length);
      const news = function* (order: Order): Generator<Order> {
        while (shown < order.history.length) {
          shown += 1;
          yield asOf(order, shown);
        }
      };
      yield* news(current);
      if (isFinal(current.status)) {
        return;
      }
      for await (const order of changes.follow(orderId, shown, signal)) {
        yield* news(order);
        if (isFinal(order.status)) {
          return;
        }
      }
    };
  };
