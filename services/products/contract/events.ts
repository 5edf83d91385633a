import { z } from 'zod';
import { Money, ProductStatus } from './resources';

const product = z.object({
  productId: z.uuid(),
  sku: z.string(),
  name: z.string(),
  price: Money,
  tags: z.array(z.string()),
  status: ProductStatus,
});

/** Events of a product carry its whole state, and its version as that of the aggregate. */
export const ProductCreated = product.meta({ id: 'ProductCreated' });

export const ProductChanged = product.meta({ id: 'ProductChanged' });

export const StockChanged = z
  .object({
    productId: z.uuid(),
    onHand: z.int(),
    reserved: z.int(),
    available: z.int(),
    sold: z.int(),
  })
  .meta({ id: 'StockChanged' });

export const StockReserved = z
  .object({
    orderId: z.uuid(),
    /** When the hold ends by itself. */
    reservedUntil: z.iso.datetime(),
  })
  .meta({ id: 'StockReserved' });

/** Why an order is not held: too few pieces, no such product, no longer sold, or the hold ended before it was sold. */
export const RefusalReason = z.enum([
  'insufficient-stock',
  'unknown-product',
  'product-archived',
  'reservation-expired',
]);

export const StockRefused = z
  .object({
    orderId: z.uuid(),
    reason: RefusalReason,
    /** The product that stands in the way; absent where the whole hold is gone. */
    productId: z.uuid().optional(),
  })
  .meta({ id: 'StockRefused' });

export const StockReleased = z.object({ orderId: z.uuid() }).meta({ id: 'StockReleased' });

export const StockCommitted = z.object({ orderId: z.uuid() }).meta({ id: 'StockCommitted' });
