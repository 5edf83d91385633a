import { z } from 'zod';

/** Hold all items of an order, or none. Each product at most once. */
export const ReserveStock = z
  .object({
    orderId: z.uuid(),
    items: z
      .array(z.object({ productId: z.uuid(), quantity: z.int().min(1).max(1_000_000) }))
      .min(1)
      .max(100),
  })
  .meta({ id: 'ReserveStock' });

export const ReleaseStock = z.object({ orderId: z.uuid() }).meta({ id: 'ReleaseStock' });

export const CommitStock = z.object({ orderId: z.uuid() }).meta({ id: 'CommitStock' });
