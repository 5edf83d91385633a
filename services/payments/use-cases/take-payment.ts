import { PermanentError } from '@flotilla/runtime';
import { answerToTake, type Charge, type ChargeOutcome, charged, isFor, needsProvider } from '../domain/payment';
import { type CommandContext, chargeKeyOf, type PaymentDependencies } from './command-context';

export interface TakePaymentDependencies extends PaymentDependencies {
  /** UUIDv7. */
  readonly newId: () => string;
}

/**
 * Takes the money of an order, once, and answers `paid` or `declined`; asked again, it answers again.
 *
 * The payment is on record before the provider is asked, so that a refund which overtakes knows of it, and whoever
 * comes after a crash asks the provider what became of the charge.
 *
 * @throws `PermanentError` for another amount than before, `ProviderError` while the provider gives no outcome
 */
export const takePayment =
  ({ payments, provider, messageFor, newId }: TakePaymentDependencies) =>
  async (order: Omit<Charge, 'paymentId'>, { cause, signal, commit }: CommandContext): Promise<void> => {
    const { orderId, amount, currency } = order;

    const chargeOnce = async (isNew: boolean): Promise<ChargeOutcome> => {
      if (!needsProvider(order)) {
        return 'charged';
      }
      const idempotencyKey = chargeKeyOf(orderId);
      const before = isNew ? undefined : await provider.lookUp(idempotencyKey, signal);
      return before ?? (await provider.charge({ idempotencyKey, orderId, amount, currency }, signal));
    };

    const { payment, isNew } = await payments.open({ orderId, amount, currency, paymentId: newId() });
    if (!isFor(payment, order)) {
      throw new PermanentError(
        `take of order ${orderId} asks for ${amount} ${currency}, its payment is about another amount; send the ` +
          'amount of the first take, or refund the order and place a new one',
      );
    }
    const outcome = payment.status === 'pending' ? await chargeOnce(isNew) : undefined;

    await commit(async (transaction) => {
      if (payment.status === 'pending' && (outcome === 'charged' || outcome === 'declined')) {
        const settled = charged(payment, outcome);
        if (await payments.settle(transaction, settled, ['pending'], messageFor(answerToTake(settled), cause))) {
          return;
        }
      }
      // A charge that was reversed belongs to a refund under way, which settles the payment itself.
      const current =
        outcome === 'reversed'
          ? ({ orderId, status: 'cancelled' } as const)
          : await payments.lock(transaction, orderId);
      await payments.tell(transaction, messageFor(answerToTake(current), cause));
    });
  };
