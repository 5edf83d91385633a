import assert from 'node:assert/strict';
import { expectAnswer, type Page, type Product } from '../../client';
import type { Shelf } from './shelf';

/** Looks, searches, filters, sorts and turns pages, without an account. */
export async function browses(url: string, { tag, kettle, mug, teapot, declined, slow }: Shelf): Promise<void> {
  const list = async (query: string): Promise<Page<Product>> =>
    (await expectAnswer<Page<Product>>(url, 200, { line: `GET /products?tag=${tag}${query}` })).body;
  const ids = async (query: string): Promise<string[]> => (await list(query)).items.map(({ id }) => id);
  const products = (...expected: readonly Product[]): string[] => expected.map(({ id }) => id);

  const one = await expectAnswer<Product>(url, 200, { line: `GET /products/${kettle.id}` });
  assert.deepEqual(one.body, kettle);
  assert.equal(one.headers.get('etag'), '"1"');

  assert.deepEqual(await ids(''), products(slow, declined, teapot, mug, kettle), 'newest first');
  assert.deepEqual(await ids('&sort=price'), products(mug, declined, slow, kettle, teapot));
  assert.deepEqual(await ids('&sort=-price'), products(teapot, kettle, slow, declined, mug));
  assert.deepEqual(await ids('&sort=name'), products(kettle, mug, slow, teapot, declined));
  assert.deepEqual(await ids('&q=kettle'), products(kettle));
  assert.deepEqual(await ids('&q=teap'), products(teapot), 'a word is found by how it begins');
  assert.deepEqual(await ids('&minPrice=1000&maxPrice=2017&sort=price'), products(declined, slow));
  assert.deepEqual(await ids('&status=archived'), []);

  const pages: string[][] = [];
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = await list(`&sort=price&limit=2${cursor}`);
    pages.push(items.map(({ id }) => id));
    if (nextCursor === null) {
      break;
    }
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  assert.deepEqual(pages, [products(mug, declined), products(slow, kettle), products(teapot)]);
}
