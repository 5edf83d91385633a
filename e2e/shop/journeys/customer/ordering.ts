import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  buy,
  changeProduct,
  expectAnswer,
  isFinal,
  type Order,
  orderEvents,
  orderOf,
  type Page,
  type Person,
  type Problem,
  stockOf,
} from '../../client';
import type { Shelf } from './shelf';

const wayToConfirmed = ['pending', 'reserved', 'paid', 'confirmed'];

/** Orders, repeats the request, follows the order to its end, and finds what was bought gone from the stock. */
export async function ordersTwoThings(url: string, { token }: Person, shelf: Shelf): Promise<void> {
  const { kettle, mug, keeper } = shelf;
  const key = { 'idempotency-key': randomUUID() };
  const items = [
    { productId: kettle.id, quantity: 2 },
    { productId: mug.id, quantity: 1 },
  ];
  const order = (status: number, headers: Record<string, string>, body: object) =>
    expectAnswer<Order>(url, status, { line: 'POST /orders', token, headers, body });
  const before = await stockOf(url, keeper, kettle.id);

  await order(400, {}, { items });
  const first = await order(202, key, { items });
  const { id } = first.body;
  assert.equal(first.headers.get('location'), `/orders/${id}`);
  assert.equal(first.body.status, 'pending');
  assert.deepEqual(first.body.total, { amount: 2 * 2_500 + 900, currency: 'EUR' });
  const repeated = await order(202, key, { items });
  assert.deepEqual(repeated.body, first.body, 'the same answer to a repeated request');
  assert.equal(repeated.headers.get('location'), `/orders/${id}`);
  await order(422, key, { items: [{ productId: mug.id, quantity: 3 }] });

  const events = await orderEvents(url, token, id);
  const seen = events.map((event) => event.order.status);
  assert.equal(seen.at(-1), 'confirmed', `the stream ends with the final status, it told ${seen}`);
  assert.deepEqual(
    seen,
    wayToConfirmed.filter((status) => seen.includes(status as Order['status'])),
  );
  const confirmed = await orderOf(url, token, id);
  assert.deepEqual(
    confirmed.history.map(({ status }) => status),
    wayToConfirmed,
  );
  assert.deepEqual(
    confirmed.items.map(({ name, quantity, unitPrice }) => [name, quantity, unitPrice.amount]),
    [
      [kettle.name, 2, 2_500],
      [mug.name, 1, 900],
    ],
  );
  const after = await stockOf(url, keeper, kettle.id);
  assert.deepEqual(after, { ...before, onHand: before.onHand - 2, available: after.available, sold: before.sold + 2 });
}

/** What was ordered keeps its price and name when the product changes. */
export async function keepsThePriceOfTheMoment(url: string, { token }: Person, shelf: Shelf): Promise<void> {
  const { kettle, keeper } = shelf;
  const item = { productId: kettle.id, quantity: 1 };
  const before = await buy(url, token, item);
  await changeProduct(url, keeper, kettle.id, { price: { amount: 2_600, currency: 'EUR' }, name: 'Dearer kettle' });
  const after = await buy(url, token, item);
  const prices = async (order: Order) => {
    const { items, total } = await orderOf(url, token, order.id);
    return [items[0]?.name, items[0]?.unitPrice.amount, total.amount];
  };
  assert.deepEqual(await prices(before), [kettle.name, 2_500, 2_500]);
  assert.deepEqual(await prices(after), ['Dearer kettle', 2_600, 2_600]);
}

/** Finds every own order exactly once, newest first, and by status. */
export async function looksThroughTheOrders(url: string, { token }: Person, placed: number): Promise<void> {
  const orders: Order[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await expectAnswer<Page<Order>>(url, 200, { line: `GET /orders?limit=3${cursor}`, token });
    orders.push(...body.items);
    if (body.nextCursor === null) {
      break;
    }
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  assert.equal(new Set(orders.map(({ id }) => id)).size, placed);
  assert.equal(orders.length, placed);
  assert.ok(orders.every(isFinal));
  const times = orders.map(({ createdAt }) => createdAt);
  assert.deepEqual(times, times.toSorted().reverse(), 'newest first');

  const { body: confirmed } = await expectAnswer<Page<Order>>(url, 200, {
    line: 'GET /orders?status=confirmed',
    token,
  });
  assert.deepEqual(
    confirmed.items.map(({ id }) => id),
    orders.filter(({ status }) => status === 'confirmed').map(({ id }) => id),
  );
}

/** What cannot be ordered is refused at once, with the item named. */
export async function asksForWhatIsNotSold(url: string, { token }: Person, { keeper, mug }: Shelf): Promise<void> {
  const refusedItem = async (productId: string): Promise<void> => {
    const items = [
      { productId: mug.id, quantity: 1 },
      { productId, quantity: 1 },
    ];
    const headers = { 'idempotency-key': randomUUID() };
    const { body } = await expectAnswer<Problem>(url, 400, { line: 'POST /orders', token, headers, body: { items } });
    assert.match(body.errors?.[0]?.path ?? '', /^body\.items\[1\]/, JSON.stringify(body));
  };
  await refusedItem(randomUUID());
  const { productId } = await archivedProduct(url, keeper);
  await refusedItem(productId);
}

async function archivedProduct(url: string, keeper: string): Promise<{ productId: string }> {
  const body = { sku: `E2E-${randomUUID()}`, name: 'Relic', price: { amount: 100, currency: 'EUR' }, stock: 1 };
  const made = await expectAnswer<{ id: string }>(url, 201, { line: 'POST /products', token: keeper, body });
  const productId = made.body.id;
  const headers = { 'if-match': '"1"' };
  await expectAnswer(url, 204, { line: `DELETE /products/${productId}`, token: keeper, headers });
  return { productId };
}

/** How many orders a customer places in `ordersTwoThings` and `keepsThePriceOfTheMoment`. */
export const ordersOfAGoodDay = 3;
