import type { z } from 'zod';
import type { Order as OrderSchema } from '../contract';
import type { Order } from '../domain/order';
import type { ShownOrder } from '../store/orders';

type OrderView = z.output<typeof OrderSchema>;

/** An order as customers see it. */
export function orderView({ id, status, reason, items, total, createdAt, history }: Order): OrderView {
  return {
    id,
    status,
    reason,
    items: [...items],
    total,
    createdAt: createdAt.toISOString(),
    history: history.map((change) => ({ status: change.status, at: change.at.toISOString() })),
  };
}

/** The same with what the catalogue says of its products now. */
export function shownOrderView(order: ShownOrder): OrderView {
  const view = orderView(order);
  return { ...view, items: view.items.map((item) => ({ ...item, product: order.products[item.productId] })) };
}
