import type { Database, Outbox, OutgoingMessage, Transaction } from '@flotilla/runtime';
import type { Charge, Payment, PaymentStatus } from '../domain/payment';

/** Where payments are kept. Opening commits by itself: it must be known before the provider is asked. */
export interface Payments {
  /** Opens the payment of an order, unless it is there already. */
  open(charge: Charge): Promise<{ readonly payment: Payment; readonly isNew: boolean }>;
  /** The payment of an order; where there is none, a cancelled one is put in its place. */
  findOrCancel(orderId: string): Promise<Payment>;
  /**
   * Writes a payment together with the answer, if it still has one of these states.
   * @returns false: it has not, and nothing was written
   */
  settle(
    transaction: Transaction,
    payment: Payment,
    from: readonly PaymentStatus[],
    answer: OutgoingMessage,
  ): Promise<boolean>;
  /** A payment that must be there; it stays as it is until the transaction ends. */
  lock(transaction: Transaction, orderId: string): Promise<Payment>;
  /** Answers without a change. */
  tell(transaction: Transaction, answer: OutgoingMessage): Promise<void>;
}

interface Row {
  readonly order_id: string;
  readonly payment_id: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly status: PaymentStatus;
}

const columns = 'order_id, payment_id, amount, currency, status';

export function paymentStore(database: Database, outbox: Outbox): Payments {
  const insert = database.prepare<Row, Row>('payment-open', (knex, input) =>
    knex('payment')
      .insert({
        order_id: input('order_id'),
        payment_id: input('payment_id'),
        amount: input('amount'),
        currency: input('currency'),
        status: input('status'),
      })
      .onConflict('order_id')
      .ignore()
      .returning(columns.split(', ')),
  );
  const find = database.prepare<{ orderId: string }, Row>('payment-by-order', (knex, input) =>
    knex('payment').select(columns.split(', ')).where('order_id', input('orderId')),
  );

  const insertOrFind = async (row: Row): Promise<{ payment: Payment; isNew: boolean }> => {
    const [inserted] = await insert(row);
    // Payments are never deleted, so what stood in the way is there to be found.
    const [found] = inserted === undefined ? await find({ orderId: row.order_id }) : [inserted];
    return { payment: toPayment(found as Row), isNew: inserted !== undefined };
  };

  return {
    open: ({ orderId, paymentId, amount, currency }) =>
      insertOrFind({ order_id: orderId, payment_id: paymentId, amount, currency, status: 'pending' }),

    async findOrCancel(orderId) {
      const none = { order_id: orderId, payment_id: null, amount: null, currency: null, status: 'cancelled' } as const;
      return (await insertOrFind(none)).payment;
    },

    async settle(transaction, { orderId, status }, from, answer) {
      const change = {
        text: `update payment set status = $2, updated_at = now() where order_id = $1 and status = any($3)
               returning order_id`,
        values: [orderId, status, from],
      };
      const rows = await outbox.write(transaction, change, answer);
      return rows.length > 0;
    },

    async lock(transaction, orderId) {
      const row = await transaction.first<Row>({
        text: `select ${columns} from payment where order_id = $1 for update`,
        values: [orderId],
      });
      return toPayment(row as Row);
    },

    tell: (transaction, answer) => outbox.add(transaction, answer),
  };
}

/** The table's check holds what this takes for granted. */
function toPayment({ order_id: orderId, payment_id: paymentId, amount, currency, status }: Row): Payment {
  return status === 'cancelled' ? { orderId, status } : ({ orderId, paymentId, amount, currency, status } as Payment);
}
