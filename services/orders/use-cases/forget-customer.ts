import type { Cause, Database, Transaction } from '@flotilla/runtime';
import { anonymise, forgetAnswers, noteDeletedUser } from '../store/customers';
import type { Orders } from '../store/orders';
import type { StoredOrderSaga } from '../store/place-order';

export interface ForgetCustomerDependencies {
  readonly database: Database;
  readonly orders: Pick<Orders, 'undecided'>;
  readonly saga: Pick<StoredOrderSaga, 'handle'>;
}

export interface ForgetCustomerContext {
  readonly cause: Cause;
  /** Runs the effect in one transaction, together with the note that the message was handled. */
  readonly commit: (effect: (transaction: Transaction) => Promise<void>) => Promise<void>;
}

/**
 * Takes a user who was deleted out of their orders, and cancels what is not decided yet.
 *
 * In two transactions, so that no order slips through that is being placed at the same time: once the first has
 * committed no new one is written, and the second waits for those that were begun before, by the row of their answer.
 */
export const forgetCustomer =
  ({ database, orders, saga }: ForgetCustomerDependencies) =>
  async (userId: string, { cause, commit }: ForgetCustomerContext): Promise<void> => {
    await noteDeletedUser(database, userId);
    await commit(async (transaction) => {
      await forgetAnswers(transaction, userId);
      // Before the orders themselves: an answer locks first the saga and then its order, too.
      for (const orderId of await orders.undecided(transaction, userId)) {
        await saga.handle(transaction, orderId, { type: 'cancel-requested' }, cause);
      }
      await anonymise(transaction, userId);
    });
  };
