import type { CommandContext, Dependencies } from '../dependencies';
import { type Item, reserve } from '../domain/reservation';
import { changeReservation } from './change-reservation';

/** Holds all items of an order, or none, and answers. */
export function reserveStock(deps: Dependencies) {
  return (
    { orderId, items }: { readonly orderId: string; readonly items: readonly Item[] },
    { transaction, cause }: CommandContext,
  ): Promise<void> => {
    const products = items.map(({ productId }) => productId);
    return changeReservation(deps, transaction, { orderId, products, cause }, (reservation, shelf) =>
      reserve(reservation, items, shelf, { now: deps.now(), holdMs: deps.holdMs }),
    );
  };
}
