import type { CommandContext, Dependencies } from '../dependencies';
import { commit } from '../domain/reservation';
import { changeReservation } from './change-reservation';

/** Sells what an order holds, and answers. */
export function commitStock(deps: Dependencies) {
  return ({ orderId }: { readonly orderId: string }, { transaction, cause }: CommandContext): Promise<void> =>
    changeReservation(deps, transaction, { orderId, cause }, commit);
}
