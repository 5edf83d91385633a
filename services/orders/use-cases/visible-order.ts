import { type Identity, Problem } from '@flotilla/runtime';
import type { Order } from '../domain/order';

/**
 * The order, for its owner and for administrators.
 * @throws the problem `not-found` for everybody else, who must not even learn that it exists
 */
export function visibleOrder<O extends Order>(order: O | undefined, { userId, roles }: Identity): O {
  if (order === undefined || (order.ownerId !== userId && !roles.includes('admin'))) {
    throw new Problem('not-found', { detail: 'There is no such order.' });
  }
  return order;
}
