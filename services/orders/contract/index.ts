import { defineContract, pageOf, pageQuery } from '@flotilla/runtime';
import { z } from 'zod';
import { declaration } from '../service';
import { OrderCancelled, OrderConfirmed, OrderPlaced, OrderRejected } from './events';
import { IdempotencyKey, NewOrder, Order, OrderId, OrderStatus } from './resources';

export { OrderCancelled, OrderConfirmed, OrderPlaced, OrderRejected } from './events';
export { IdempotencyKey, NewOrder, Order, OrderId, OrderItem, OrderStatus, RejectionReason } from './resources';

/** Sort key of the list of orders: newest first. */
export const OrderPosition = z.object({ createdAt: z.iso.datetime(), id: z.uuid() });

export const contract = defineContract(declaration, {
  events: {
    'orders.v1.order.placed': OrderPlaced,
    'orders.v1.order.confirmed': OrderConfirmed,
    'orders.v1.order.rejected': OrderRejected,
    'orders.v1.order.cancelled': OrderCancelled,
  },
  routes: {
    'POST /orders': {
      summary: 'Place an order; its processing goes on afterwards',
      headers: IdempotencyKey,
      body: NewOrder,
      responses: { 202: Order },
    },
    'GET /orders': {
      summary: 'The own orders, newest first',
      query: pageQuery(OrderPosition).extend({ status: OrderStatus.optional() }),
      responses: { 200: pageOf(Order) },
    },
    'GET /orders/{id}': { summary: 'An order and its history', params: OrderId, responses: { 200: Order } },
    'POST /orders/{id}/cancel': { summary: 'Cancel an order', params: OrderId, responses: { 202: Order } },
    'GET /orders/{id}/events': {
      summary: 'The order at each change of its status, until the last one',
      params: OrderId,
      responses: { 200: Order },
    },
  },
});
