import type { HandlerContext, Message } from '@flotilla/runtime';
import type { OrderEvent } from '../domain/order-saga';
import type { OrdersService } from '../setup';
import { noteProduct } from '../store/catalogue';
import type { StoredOrderSaga } from '../store/place-order';
import type { forgetCustomer } from '../use-cases/forget-customer';

type Handlers = Parameters<OrdersService['handlers']>[0];

export interface HandlerDependencies {
  readonly saga: Pick<StoredOrderSaga, 'handle'>;
  readonly forgetCustomer: ReturnType<typeof forgetCustomer>;
}

export function messageHandlers({ saga, forgetCustomer }: HandlerDependencies): Handlers {
  type Answer = Message<{ readonly orderId: string }>;
  const tell = async (message: Answer, event: OrderEvent, { transaction, logger }: HandlerContext): Promise<void> => {
    const { orderId } = message.data;
    if ((await saga.handle(transaction, orderId, event, message)) === 'unknown') {
      logger.warn({ orderId }, 'an answer names an order that is not known here');
    }
  };
  const as =
    (type: Exclude<OrderEvent['type'], 'stock-refused'>) =>
    (message: Answer, context: HandlerContext): Promise<void> =>
      tell(message, { type }, context);

  return {
    events: {
      'products.v1.stock.reserved': as('stock-reserved'),
      'products.v1.stock.refused': (message, context) =>
        tell(message, { type: 'stock-refused', reason: message.data.reason }, context),
      'products.v1.stock.released': as('stock-released'),
      'products.v1.stock.committed': as('stock-committed'),
      'payments.v1.payment.paid': as('payment-paid'),
      'payments.v1.payment.declined': as('payment-declined'),
      'payments.v1.payment.refunded': as('payment-refunded'),
      'products.v1.product.created': {
        handle: ({ data }, { transaction }) => noteProduct(transaction, data),
        order: 'newest',
      },
      'products.v1.product.changed': {
        handle: ({ data }, { transaction }) => noteProduct(transaction, data),
        order: 'newest',
      },
      'users.v1.user.deleted': {
        external: (message, { commit }) => forgetCustomer(message.data.userId, { cause: message, commit }),
      },
    },
    commands: {},
  };
}
