import type { Cause, Handlers, Message, Messages, OutgoingMessage } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { Answer } from '../domain/payment';
import type { declaration } from '../service';
import type { CommandContext } from '../use-cases/command-context';
import type { refundPayment } from '../use-cases/refund-payment';
import type { takePayment } from '../use-cases/take-payment';

type Contracts = { readonly payments: typeof contract };

interface UseCases {
  readonly take: ReturnType<typeof takePayment>;
  readonly refund: ReturnType<typeof refundPayment>;
}

/** Both commands talk to the provider first, with no transaction open, and commit once. */
export function commandHandlers({ take, refund }: UseCases): Handlers<typeof declaration, Contracts> {
  return {
    events: {},
    commands: {
      take: { external: (message, context) => take(message.data, about(message, context)) },
      refund: { external: (message, context) => refund(message.data, about(message, context)) },
    },
  };
}

/** Answers as events. There is one payment per order, so the order's id names it, also where nothing was taken. */
export function answerMessages(
  messages: Messages<typeof declaration, Contracts>,
): (answer: Answer, cause: Cause) => OutgoingMessage {
  return (answer, cause) => {
    const aggregate = { type: 'payment', id: answer.orderId };
    switch (answer.type) {
      case 'paid':
        return messages.event('payments.v1.payment.paid', { aggregate, data: answer, cause });
      case 'declined':
        return messages.event('payments.v1.payment.declined', { aggregate, data: answer, cause });
      case 'refunded':
        return messages.event('payments.v1.payment.refunded', { aggregate, data: answer, cause });
    }
  };
}

function about(cause: Message, { signal, commit }: Omit<CommandContext, 'cause'>): CommandContext {
  return { cause, signal, commit };
}
