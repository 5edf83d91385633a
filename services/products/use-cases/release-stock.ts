import type { CommandContext, Dependencies } from '../dependencies';
import { release } from '../domain/reservation';
import { changeReservation } from './change-reservation';

/** Gives back what an order has, and answers. */
export function releaseStock(deps: Dependencies) {
  return ({ orderId }: { readonly orderId: string }, { transaction, cause }: CommandContext): Promise<void> =>
    changeReservation(deps, transaction, { orderId, cause }, release);
}
