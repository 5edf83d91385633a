import type { Order, OrderItem, OrderStatus, RejectionReason } from '../domain/order';

/** An order as it is read. */
export interface OrderRow {
  readonly id: string;
  readonly ownerId: string | null;
  readonly status: OrderStatus;
  readonly reason: RejectionReason | null;
  readonly items: OrderItem[];
  readonly total: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly history: readonly { readonly status: OrderStatus; readonly at: string }[];
}

/** Select list of an `OrderRow`, over the table under the name `o`. */
export const orderColumns = `
  o.id, o.owner_id as "ownerId", o.status, o.reason, o.items, o.total, o.currency, o.created_at as "createdAt",
  (select json_agg(json_build_object('status', h.status, 'at', h.at) order by h.version)
   from order_history h where h.order_id = o.id) as history`;

export function orderOf({ total, currency, history, ...order }: OrderRow): Order {
  return {
    id: order.id,
    ownerId: order.ownerId,
    status: order.status,
    reason: order.reason,
    items: order.items,
    total: { amount: total, currency },
    createdAt: order.createdAt,
    history: history.map(({ status, at }) => ({ status, at: new Date(at) })),
  };
}
