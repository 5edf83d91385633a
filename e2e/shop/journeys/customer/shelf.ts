import { randomUUID } from 'node:crypto';
import { addProduct, logIn, type Product } from '../../client';
import type { Shop } from '../shop';

/** Products that only this journey knows of, under a tag of their own. Prices in cents. */
export interface Shelf {
  readonly tag: string;
  /** Access token of the administrator who keeps it. */
  readonly keeper: string;
  readonly kettle: Product;
  readonly mug: Product;
  /** There is one. */
  readonly teapot: Product;
  /** The payment of one is declined: its price ends in 13. */
  readonly declined: Product;
  /** The first payment of one times out: its price ends in 17. */
  readonly slow: Product;
}

export async function fillShelf({ url, admin }: Shop): Promise<Shelf> {
  const tag = `j-${randomUUID().slice(0, 8)}`;
  const { accessToken: keeper } = await logIn(url, admin);
  const add = (name: string, price: number, stock: number): Promise<Product> =>
    addProduct(url, keeper, { name: `${name} ${tag}`, price, stock, tags: [tag], description: `A ${name}.` });
  const [kettle, mug, teapot, declined, slow] = [
    await add('Kettle', 2_500, 20),
    await add('Mug', 900, 20),
    await add('Teapot', 4_000, 1),
    await add('Voucher', 1_313, 5),
    await add('Sandglass', 2_017, 5),
  ];
  return { tag, keeper, kettle, mug, teapot, declined, slow };
}
