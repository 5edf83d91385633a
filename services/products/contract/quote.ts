import { z } from 'zod';
import { Money, ProductStatus } from './resources';

export const QuoteRequest = z.object({ productIds: z.array(z.uuid()).min(1).max(100) }).meta({ id: 'QuoteRequest' });

/** What is known of the products that were asked for; those that do not exist are missing. */
export const Quote = z
  .object({
    items: z.array(z.object({ productId: z.uuid(), name: z.string(), price: Money, status: ProductStatus })),
  })
  .meta({ id: 'Quote' });
