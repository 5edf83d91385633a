import { Problem } from '@flotilla/runtime';
import { z } from 'zod';
import type { ProductOrder } from '../store/product-search';

const name = z
  .string()
  .max(200)
  .refine((value) => !/[\0\p{Surrogate}]/u.test(value));
const price = z.int().min(0).max(1_000_000_000);

/** What each order sorts by. */
const values: Record<ProductOrder, z.ZodType> = { newest: z.uuid(), name, price, '-price': price };

/**
 * Refuses a cursor that no list in this order has given: what a client makes up must not reach the database as the
 * wrong type.
 * @throws the problem `validation-failed`
 */
export function assertPositionFits(order: ProductOrder, position: { readonly value: unknown } | undefined): void {
  if (position !== undefined && !values[order].safeParse(position.value).success) {
    throw new Problem('validation-failed', {
      errors: [{ path: 'query.cursor', message: 'must be the nextCursor of an earlier answer with the same sort' }],
    });
  }
}
