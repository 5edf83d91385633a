import { integerText, pageQuery } from '@flotilla/runtime';
import { z } from 'zod';

/** An amount in minor units of its currency, e.g. 1250 cents. */
export const Money = z
  .object({
    amount: z.int().min(0).max(1_000_000_000),
    currency: z.string().regex(/^[A-Z]{3}$/),
  })
  .meta({ id: 'Money' });

/** An archived product stays known and can no longer be ordered. */
export const ProductStatus = z.enum(['active', 'archived']);

const Sku = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
/** JSON Schema does not know of trimming, and so is told what it leaves. */
const notBlank = { pattern: '\\S' };

const Name = z.string().trim().min(1).max(200).meta(notBlank);
const Description = z.string().max(5_000);
const Tags = z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/)).max(20);

/** Most pieces that a product can have on hand, and that one adjustment can move. */
const Quantity = z.int().min(0).max(10_000_000);

export const Product = z
  .object({
    id: z.uuid(),
    sku: Sku,
    name: Name,
    description: Description,
    price: Money,
    tags: Tags,
    status: ProductStatus,
    /** Counts the changes, from 1; the `ETag` of the resource. */
    version: z.int().min(1),
  })
  .meta({ id: 'Product' });

export const NewProduct = z
  .object({
    sku: Sku,
    name: Name,
    description: Description.default(''),
    price: Money,
    tags: Tags.default([]),
    /** Pieces on hand. */
    stock: Quantity.default(0),
  })
  .meta({ id: 'NewProduct' });

export const ProductChanges = z
  .object({
    name: Name,
    description: Description,
    price: Money,
    tags: Tags,
    status: ProductStatus,
  })
  .partial()
  .meta({ id: 'ProductChanges' });

export const ProductId = z.object({ id: z.uuid() });

export const IfMatch = z.object({ 'if-match': z.string().max(200).optional() });

/** With it, a request that is repeated takes effect once. Visible ASCII characters, in quotes or not. */
export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .regex(/^("[!#-[\]-~]+"|[!#-[\]-~]+)$/)
    .optional(),
});

/** Sort key of the last product of a page: the value it is sorted by, and its id. */
export const ProductPosition = z.object({ value: z.union([z.string(), z.number()]), id: z.uuid() });

export const ProductSearch = pageQuery(ProductPosition).extend({
  /** Words in name, description or sku. */
  q: z.string().trim().min(1).max(200).meta(notBlank).optional(),
  tag: z.string().max(32).optional(),
  /** Archived products are shown on request only. */
  status: ProductStatus.default('active'),
  minPrice: integerText(z.int().min(0).max(1_000_000_000)).optional(),
  maxPrice: integerText(z.int().min(0).max(1_000_000_000)).optional(),
  sort: z.enum(['newest', 'name', 'price', '-price']).default('newest'),
});

/** `onHand = reserved + available`; `sold` has left the house. */
export const Stock = z
  .object({ onHand: z.int(), reserved: z.int(), available: z.int(), sold: z.int() })
  .meta({ id: 'Stock' });

export const Adjustment = z
  .object({
    /** Pieces that come (positive) or go. */
    delta: z
      .int()
      .min(-10_000_000)
      .max(10_000_000)
      .refine((delta) => delta !== 0, 'must not be 0')
      .meta({ not: { const: 0 } }),
    reason: z.string().trim().min(1).max(500).meta(notBlank),
  })
  .meta({ id: 'Adjustment' });
