import type { SagaInstance, Transaction } from '@flotilla/runtime';
import { type OrderState, reasonOf } from '../domain/order-saga';

/** Writes what customers see of a saga's move: the status of its order and a line of history. */
export const projectOrder =
  (now: () => Date, onChange: (orderId: string) => void) =>
  async (transaction: Transaction, { key, state }: SagaInstance<OrderState>, before?: OrderState): Promise<void> => {
    if (state.status === before?.status) {
      return;
    }
    await transaction.execute({
      name: 'order-project',
      text: `
        with moved as (
          update customer_order set status = $2, reason = $3, version = version + 1 where id = $1 returning version
        )
        insert into order_history (order_id, version, status, at) select $1, version, $2, $4 from moved`,
      values: [key, state.status, reasonOf(state), now()],
    });
    transaction.afterCommit(() => onChange(key));
  };
