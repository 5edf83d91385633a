import type { Order as OrderSchema } from '@flotilla/orders/contract';
import type { Product as ProductSchema, Stock as StockSchema } from '@flotilla/products/contract';
import type { Tokens as TokensSchema, User as UserSchema } from '@flotilla/users/contract';
import type { z } from 'zod';

/** What the shop gives out, as its owners' schemas have it. Types alone: nothing of a service is loaded. */
export type Order = z.output<typeof OrderSchema>;
export type Product = z.output<typeof ProductSchema>;
export type Stock = z.output<typeof StockSchema>;
export type Tokens = z.output<typeof TokensSchema>;
export type User = z.output<typeof UserSchema>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Why a request failed (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly instance: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
