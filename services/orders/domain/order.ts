/** An order and the words that are used of it. */

export interface Money {
  /** In minor units of the currency, e.g. cents. */
  readonly amount: number;
  /** ISO 4217, e.g. `EUR`. */
  readonly currency: string;
}

export interface OrderItem {
  readonly productId: string;
  /** As it was called when it was ordered. */
  readonly name: string;
  readonly quantity: number;
  /** Price of one piece at the moment of ordering. */
  readonly unitPrice: Money;
}

export type OrderStatus = 'pending' | 'reserved' | 'paid' | 'confirmed' | 'rejected' | 'cancelling' | 'cancelled';

export type RejectionReason =
  | 'insufficient-stock'
  | 'unknown-product'
  | 'product-archived'
  | 'reservation-expired'
  | 'payment-declined'
  | 'timed-out';

export interface StatusChange {
  readonly status: OrderStatus;
  readonly at: Date;
}

export interface Order {
  readonly id: string;
  /** `null` once the account of the customer is deleted. */
  readonly ownerId: string | null;
  readonly status: OrderStatus;
  /** Why it comes to nothing; `null` also where the customer wanted it so. */
  readonly reason: RejectionReason | null;
  readonly items: readonly OrderItem[];
  readonly total: Money;
  readonly createdAt: Date;
  /** From the first status to the present one. */
  readonly history: readonly StatusChange[];
}

/** Nothing changes an order any more. */
export function isFinal(status: OrderStatus): boolean {
  return status === 'confirmed' || status === 'rejected' || status === 'cancelled';
}

/**
 * An order as it was at an earlier point of its history. A reason comes with the way back and never changes.
 * @param length how much of the history there was, from 1
 */
export function asOf<O extends Order>(order: O, length: number): O {
  const history = order.history.slice(0, length);
  const { status } = history.at(-1) as StatusChange;
  const isGoingBack = status === 'cancelling' || isFinal(status);
  return { ...order, status, reason: isGoingBack ? order.reason : null, history };
}
