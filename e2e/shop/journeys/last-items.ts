import assert from 'node:assert/strict';
import { addProduct, buy, logIn, newCustomer, stockOf } from '../client';
import type { Shop } from './shop';

export interface Rush {
  readonly buyers: number;
  readonly stock: number;
}

/**
 * More buyers than pieces, all at once: as many win as there are pieces, and everybody is told.
 * @throws when it is one more or one less
 */
export async function lastItems({ url, admin }: Shop, { buyers, stock }: Rush): Promise<void> {
  const { accessToken } = await logIn(url, admin);
  const { id: productId } = await addProduct(url, accessToken, { name: 'Last pieces', price: 500, stock });
  const { token } = await newCustomer(url);
  const orders = await Promise.all(Array.from({ length: buyers }, () => buy(url, token, { productId, quantity: 1 })));
  const ends = orders.map(({ status, reason }) => reason ?? status);
  const howMany = (end: string): number => ends.filter((each) => each === end).length;
  assert.deepEqual([howMany('confirmed'), howMany('insufficient-stock')], [stock, buyers - stock], ends.join(', '));
  assert.deepEqual(await stockOf(url, accessToken, productId), { onHand: 0, reserved: 0, available: 0, sold: stock });
}
