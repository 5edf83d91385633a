import { z } from 'zod';

/** An amount in minor units of its currency, e.g. 1250 cents. */
const Money = z.object({ amount: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) }).meta({ id: 'OrderMoney' });

/** `confirmed`, `rejected` and `cancelled` are final. */
export const OrderStatus = z.enum(['pending', 'reserved', 'paid', 'confirmed', 'rejected', 'cancelling', 'cancelled']);

/** Why an order came to nothing. */
export const RejectionReason = z.enum([
  'insufficient-stock',
  'unknown-product',
  'product-archived',
  'reservation-expired',
  'payment-declined',
  'timed-out',
]);

export const OrderItem = z
  .object({
    productId: z.uuid(),
    /** As it was called when it was ordered. */
    name: z.string(),
    quantity: z.int().min(1),
    /** Price of one piece at the moment of ordering. */
    unitPrice: Money,
  })
  .meta({ id: 'OrderItem' });

/**
 * What the catalogue says of an ordered product now, as far as word of it has arrived: whether and for how much it could
 * be ordered again. No order is priced with it.
 */
const CurrentProduct = z
  .object({ name: z.string(), price: Money, status: z.enum(['active', 'archived']) })
  .meta({ id: 'CurrentProduct' });

const OrderedItem = OrderItem.extend({
  /** In `GET /orders` and `GET /orders/{id}`, where it is known. */
  product: CurrentProduct.optional(),
}).meta({ id: 'OrderedItem' });

export const Order = z
  .object({
    id: z.uuid(),
    status: OrderStatus,
    reason: RejectionReason.nullable(),
    items: z.array(OrderedItem),
    total: Money,
    createdAt: z.iso.datetime(),
    history: z.array(z.object({ status: OrderStatus, at: z.iso.datetime() })),
  })
  .meta({ id: 'Order' });

export const NewOrder = z
  .object({
    items: z
      .array(z.object({ productId: z.uuid(), quantity: z.int().min(1).max(1_000) }))
      .min(1)
      .max(50)
      .refine(
        (items) => new Set(items.map(({ productId }) => productId)).size === items.length,
        'must name each product once',
      ),
  })
  .meta({ id: 'NewOrder' });

export const OrderId = z.object({ id: z.uuid() });

export const IdempotencyKey = z.object({ 'idempotency-key': z.string().min(1).max(200) });
