import type { Dependencies } from '../dependencies';
import { expire } from '../domain/reservation';
import { lockOverdueOrder } from '../store/reservations';
import { changeReservation } from './change-reservation';

/**
 * Returns the stock of one hold whose time is over to the shelf. Replicas that do it at the same time get different
 * orders, and none that a command is being handled for.
 *
 * @returns the order; `undefined` when no hold is overdue
 */
export function expireReservation(deps: Dependencies) {
  return (): Promise<string | undefined> =>
    deps.database.transaction(async (transaction) => {
      const orderId = await lockOverdueOrder(transaction, deps.now());
      if (orderId !== undefined) {
        await changeReservation(deps, transaction, { orderId }, expire);
      }
      return orderId;
    });
}
