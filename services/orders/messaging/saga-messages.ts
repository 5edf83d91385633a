import type { Cause, OutgoingMessage, SagaInstance } from '@flotilla/runtime';
import type { OrderOutput, OrderState } from '../domain/order-saga';
import type { OrdersService } from '../setup';

/** How the saga's outputs are told: events with their place in the order's history, commands to their receivers. */
export const sagaMessages =
  (messages: OrdersService['messages']) =>
  (output: OrderOutput, { key: orderId }: SagaInstance<OrderState>, cause: Cause): OutgoingMessage => {
    const order = { type: 'order', id: orderId };
    const first = { ...order, version: 1 };
    const last = { ...order, version: 2 };
    switch (output.type) {
      case 'order-placed': {
        const { items, total } = output;
        return messages.event('orders.v1.order.placed', {
          aggregate: first,
          data: { orderId, items: [...items], total },
          cause,
        });
      }
      case 'order-confirmed': {
        const { total } = output;
        return messages.event('orders.v1.order.confirmed', { aggregate: last, data: { orderId, total }, cause });
      }
      case 'order-rejected': {
        const { reason } = output;
        return messages.event('orders.v1.order.rejected', { aggregate: last, data: { orderId, reason }, cause });
      }
      case 'order-cancelled':
        return messages.event('orders.v1.order.cancelled', { aggregate: last, data: { orderId }, cause });
      case 'reserve-stock': {
        const data = { orderId, items: [...output.items] };
        return messages.command('products', 'reserve', { aggregate: order, data, cause });
      }
      case 'commit-stock':
        return messages.command('products', 'commit', { aggregate: order, data: { orderId }, cause });
      case 'release-stock':
        return messages.command('products', 'release', { aggregate: order, data: { orderId }, cause });
      case 'take-payment':
        return messages.command('payments', 'take', { aggregate: order, data: { orderId, ...output.total }, cause });
      case 'refund-payment':
        return messages.command('payments', 'refund', { aggregate: order, data: { orderId }, cause });
    }
  };
