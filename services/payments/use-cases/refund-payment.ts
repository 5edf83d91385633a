import { answerToRefund, needsProvider, refunded } from '../domain/payment';
import { type CommandContext, chargeKeyOf, type PaymentDependencies, refundKeyOf } from './command-context';

/**
 * Gives back what was taken for an order, sees to it that nothing will be taken any more, and answers `refunded`; asked
 * again, it answers again. A take that is under way meanwhile, here or in another process, either was charged and is
 * given back, or finds the provider's door closed.
 *
 * @throws `ProviderError` while the provider gives no outcome
 */
export const refundPayment =
  ({ payments, provider, messageFor }: PaymentDependencies) =>
  async ({ orderId }: { readonly orderId: string }, { cause, signal, commit }: CommandContext): Promise<void> => {
    const refundOnce = async (): Promise<number> => {
      const request = { idempotencyKey: refundKeyOf(orderId), chargeKey: chargeKeyOf(orderId), orderId };
      return (await provider.refund(request, signal)).amount;
    };

    const payment = await payments.findOrCancel(orderId);
    const isOpen = payment.status === 'pending' || payment.status === 'paid';
    const settled = isOpen ? refunded(payment, needsProvider(payment) ? await refundOnce() : 0) : undefined;

    await commit(async (transaction) => {
      if (settled !== undefined) {
        const answer = messageFor(answerToRefund(settled), cause);
        if (await payments.settle(transaction, settled, ['pending', 'paid'], answer)) {
          return;
        }
      }
      const current = await payments.lock(transaction, orderId);
      await payments.tell(transaction, messageFor(answerToRefund(current), cause));
    });
  };
