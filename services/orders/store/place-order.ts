import {
  type Cause,
  type Claim,
  completion,
  type Database,
  type Outbox,
  outboxInsert,
  type Saga,
  type StoredAnswer,
} from '@flotilla/runtime';
import type { Order } from '../domain/order';
import type { OrderEvent, OrderOutput, OrderPlaced, OrderState } from '../domain/order-saga';

export type StoredOrderSaga = Saga<OrderPlaced, OrderState, OrderEvent, OrderOutput>;

export interface Placing {
  readonly order: Order & { readonly ownerId: string };
  readonly claim: Claim;
  readonly answer: StoredAnswer;
  readonly cause: Cause;
}

/** `not-claimed`: somebody else has taken the claim over, or the customer's account is gone; then nothing is written. */
export type Placed = 'placed' | 'not-claimed';

/**
 * Writes everything that a new order consists of in one statement: order, history, saga, its first messages and the
 * answer to who repeats the request. One round trip and one commit, all or nothing.
 *
 * On the pool rather than on the shared connections of prepared reads, which would wait for its commit.
 */
export function placeInOneStatement(
  database: Database,
  outbox: Outbox,
  saga: StoredOrderSaga,
): (placing: Placing) => Promise<Placed> {
  const condition = 'exists (select from answered)';
  return async ({ order, claim, answer, cause }) => {
    const { insert, messages } = saga.beginning(order.id, { items: order.items, total: order.total }, cause);
    // $1 is the user's id in it.
    const answered = completion(claim, answer);
    const values = [...(answered.values ?? [])];
    const after = values.length;
    values.push(order.id, JSON.stringify(order.items), order.total.amount, order.total.currency, order.createdAt);
    const begun = insert({ after: values.length, condition });
    values.push(...begun.values);
    const told = outboxInsert(messages, { after: values.length, condition });
    values.push(...told.values);
    const [id, items, total, currency, at] = [1, 2, 3, 4, 5].map((place) => `$${after + place}`);
    const written = await database.execute({
      name: 'order-place',
      text: `
        with answered as (
          ${answered.text} and not exists (select from deleted_user where user_id = $1) returning 1
        ), dated as (
          insert into order_history (order_id, version, status, at)
          select ${id}::uuid, 1, 'pending', ${at}::timestamptz from answered
        ), begun as (
          ${begun.text}
        ), told as (
          ${told.text}
        )
        insert into customer_order (id, owner_id, status, items, total, currency, version, created_at)
        select ${id}::uuid, $1, 'pending', ${items}::jsonb, ${total}::bigint, ${currency}::text, 1, ${at}::timestamptz
        from answered`,
      values,
    });
    if (written === 0) {
      return 'not-claimed';
    }
    outbox.written();
    return 'placed';
  };
}
