import { type Cause, ConcurrentChangeError, type Transaction } from '@flotilla/runtime';
import type { Dependencies } from '../dependencies';
import type { Answer, Change, Reservation, Shelf } from '../domain/reservation';
import { moved } from '../domain/stock';
import { answerEvent, stockEvent } from '../messaging/events';
import { insertReservation, lockOrder, type OrderView, updateReservation } from '../store/reservations';
import { type StockRecord, updateStock } from '../store/stock';

export interface ReservationSubject {
  readonly orderId: string;
  /** Products besides those of the reservation that the decision needs to see. @default - none */
  readonly products?: readonly string[];
  /** @default - what happens is nobody's doing, and begins a flow of its own */
  readonly cause?: Cause;
}

/**
 * Changes the reservation of an order as `decide` says, and tells of it, in two round trips: the locks, then
 * everything that follows.
 *
 * @throws `ConcurrentChangeError` when another replica was the first to know this order: repeat it in a new transaction
 */
export async function changeReservation(
  { outbox, messages }: Pick<Dependencies, 'outbox' | 'messages'>,
  transaction: Transaction,
  { orderId, products = [], cause }: ReservationSubject,
  decide: (reservation: Reservation | undefined, shelf: Shelf) => Change & { readonly answer?: Answer },
): Promise<void> {
  const { reservation, shelf } = await lockOrder(transaction, orderId, products);
  const change = decide(reservation, shelf);
  const stock = movedStock(change, shelf);
  const events = stock.map((record) => stockEvent(messages, record, cause));
  if (change.answer !== undefined) {
    events.push(answerEvent(messages, orderId, change.answer, cause));
  }
  await Promise.all([
    saveReservation(transaction, orderId, reservation, change.reservation),
    saveStock(transaction, stock),
    outbox.add(transaction, ...events),
  ]);
}

function movedStock({ move }: Change, shelf: OrderView['shelf']): StockRecord[] {
  if (move === undefined) {
    return [];
  }
  return move.items.map(({ productId, quantity }) => {
    const entry = shelf.get(productId);
    if (entry === undefined) {
      throw new Error(`pieces of product ${productId} are to move, and its stock was not locked`);
    }
    return { ...moved(entry.stock, move.each, quantity), version: entry.stock.version + 1 };
  });
}

async function saveReservation(
  transaction: Transaction,
  orderId: string,
  before: Reservation | undefined,
  after: Reservation,
): Promise<void> {
  if (before === undefined) {
    const placed = await transaction.query(insertReservation(orderId, after));
    if (placed.length === 0) {
      throw new ConcurrentChangeError(`order ${orderId} got a reservation from somebody else meanwhile`);
    }
  } else if (after !== before) {
    await transaction.execute(updateReservation(orderId, after));
  }
}

async function saveStock(transaction: Transaction, stock: readonly StockRecord[]): Promise<void> {
  if (stock.length > 0) {
    await transaction.execute(updateStock(stock));
  }
}
