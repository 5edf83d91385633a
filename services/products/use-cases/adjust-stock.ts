import { Problem, type Transaction } from '@flotilla/runtime';
import type { Dependencies, RequestContext } from '../dependencies';
import { adjusted, onHand, onHandLimit } from '../domain/stock';
import { stockEvent } from '../messaging/events';
import { insertLedgerEntry, lockStock, type StockRecord, updateStock } from '../store/stock';

export interface AdjustStock {
  readonly productId: string;
  /** Pieces that come (positive) or go. */
  readonly delta: number;
  readonly reason: string;
  /** Id of the user who adjusts. */
  readonly adjustedBy: string;
}

/** What else belongs to the transaction of an adjustment. */
export type Alongside = (transaction: Transaction, stock: StockRecord) => Promise<void>;

/**
 * Changes what is on hand of a product, and writes down why.
 * @throws the problems `not-found`, and `conflict` for what orders hold or the shelf cannot take
 */
export function adjustStock({ database, outbox, messages, newId }: Dependencies) {
  return (adjustment: AdjustStock, context: RequestContext, alongside?: Alongside): Promise<StockRecord> =>
    database.transaction(async (transaction) => {
      const { productId, delta } = adjustment;
      const stock = await lockStock(transaction, productId);
      if (stock === undefined) {
        throw new Problem('not-found');
      }
      const next = adjusted({ ...stock, version: stock.version + 1 }, delta);
      if (next === 'below-reserved') {
        throw refused(`${onHand(stock)} are on hand, of which ${stock.reserved} are reserved for orders`);
      }
      if (next === 'above-limit') {
        throw refused(`${onHand(stock)} are on hand, and at most ${onHandLimit} can be`);
      }
      await Promise.all([
        transaction.execute(updateStock([next])),
        transaction.execute(insertLedgerEntry({ id: newId(), ...adjustment })),
        outbox.add(transaction, stockEvent(messages, next, context)),
        alongside?.(transaction, next),
      ]);
      return next;
    }, context);
}

function refused(detail: string): Problem {
  return new Problem('conflict', { detail, errors: [{ path: 'body.delta', message: detail }] });
}
