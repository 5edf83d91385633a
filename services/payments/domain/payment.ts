/** What an order pays. */
export interface Charge {
  /** UUIDv7. */
  readonly paymentId: string;
  readonly orderId: string;
  /** In minor units of the currency. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * The money of an order, of which there is one. `pending`: the provider was or is about to be asked, and what became
 * of it is not recorded yet. `cancelled`: nothing is held, and nothing will be taken any more.
 */
export type Payment =
  | OpenPayment
  | (Charge & { readonly status: 'declined' })
  | (Charge & { readonly status: 'refunded' })
  | { readonly orderId: string; readonly status: 'cancelled' };

/** A payment that the provider holds money for, or may. */
export type OpenPayment = (Charge & { readonly status: 'pending' }) | (Charge & { readonly status: 'paid' });

export type PaymentStatus = Payment['status'];

/** What became of a charge at the provider. `reversed`: it was given back, or will never be made. */
export type ChargeOutcome = 'charged' | 'declined' | 'reversed';

/** What the sender of a command is told. */
export type Answer =
  | ({ readonly type: 'paid' } & Charge)
  | { readonly type: 'declined'; readonly orderId: string; readonly reason: 'refused' | 'cancelled' }
  | { readonly type: 'refunded'; readonly orderId: string; readonly amount: number; readonly currency?: string };

/** Providers refuse charges of 0; such an order is paid, and refunded, without them. */
export function needsProvider({ amount }: Pick<Charge, 'amount'>): boolean {
  return amount > 0;
}

/** Whether a take asks for what this payment is about; a cancelled one was never asked for anything else. */
export function isFor(payment: Payment, { amount, currency }: Pick<Charge, 'amount' | 'currency'>): boolean {
  return payment.status === 'cancelled' || (payment.amount === amount && payment.currency === currency);
}

/** The payment once the provider has decided. */
export function charged(charge: Charge, outcome: Exclude<ChargeOutcome, 'reversed'>): Payment {
  return { ...charge, status: outcome === 'charged' ? 'paid' : 'declined' };
}

/**
 * The payment once it is over at the provider.
 * @param given what the provider has given back for it, now or before; 0: nothing had been charged
 * @throws when the provider gave back something else than what was taken
 */
export function refunded(payment: OpenPayment, given: number): Payment {
  const nothingTaken = payment.status === 'pending' && given === 0;
  if (given !== payment.amount && !nothingTaken) {
    throw new Error(
      `the provider gave back ${given} for order ${payment.orderId}, which is ${payment.status} with ` +
        `${payment.amount} ${payment.currency}; compare its records with the payment`,
    );
  }
  return nothingTaken ? { orderId: payment.orderId, status: 'cancelled' } : { ...payment, status: 'refunded' };
}

/** @throws for a pending payment: there is nothing to say yet */
export function answerToTake(payment: Payment): Answer {
  switch (payment.status) {
    case 'paid':
      return { ...chargeOf(payment), type: 'paid' };
    case 'declined':
      return { type: 'declined', orderId: payment.orderId, reason: 'refused' };
    case 'refunded':
    case 'cancelled':
      // Also where it was paid before: whoever asks now must not deliver for money that is gone.
      return { type: 'declined', orderId: payment.orderId, reason: 'cancelled' };
    case 'pending':
      throw undecided(payment);
  }
}

/** @throws for a payment that is not over */
export function answerToRefund(payment: Payment): Answer {
  switch (payment.status) {
    case 'refunded': {
      const { orderId, amount, currency } = payment;
      return { type: 'refunded', orderId, amount, currency };
    }
    case 'declined':
    case 'cancelled':
      return { type: 'refunded', orderId: payment.orderId, amount: 0 };
    case 'pending':
    case 'paid':
      throw undecided(payment);
  }
}

function chargeOf({ paymentId, orderId, amount, currency }: Charge): Charge {
  return { paymentId, orderId, amount, currency };
}

function undecided({ orderId, status }: Payment): Error {
  return new Error(`the payment of order ${orderId} is ${status}, so there is no answer yet; it must be settled first`);
}
