import type { Cause, OutgoingMessage, Transaction } from '@flotilla/runtime';
import type { Answer } from '../domain/payment';
import type { PaymentProvider } from '../provider';
import type { Payments } from '../store/payments';

/** What both commands work with. */
export interface PaymentDependencies {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  /** The message that tells an answer. */
  readonly messageFor: (answer: Answer, cause: Cause) => OutgoingMessage;
}

/** What one command is handled with. */
export interface CommandContext {
  readonly cause: Cause;
  readonly signal: AbortSignal;
  /** Runs the effect in one transaction, together with the note that the command was handled. */
  readonly commit: (effect: (transaction: Transaction) => Promise<void>) => Promise<void>;
}

/** Both keys follow from the order: neither a new message nor a crash makes the provider move money again. */
export const chargeKeyOf = (orderId: string): string => `charge-${orderId}`;
export const refundKeyOf = (orderId: string): string => `refund-${orderId}`;
