import assert from 'node:assert/strict';
import {
  buy,
  ended,
  expectAnswer,
  type Order,
  orderOf,
  type Person,
  placeOrder,
  stockOf,
  waitUntil,
} from '../../client';
import type { Shelf } from './shelf';

/** A payment that is declined rejects the order, and what it held is for sale again. */
export async function isDeclined(url: string, { token }: Person, { declined, keeper }: Shelf): Promise<void> {
  const order = await buy(url, token, { productId: declined.id, quantity: 1 });
  assert.deepEqual([order.status, order.reason], ['rejected', 'payment-declined']);
  assert.deepEqual(await stockOf(url, keeper, declined.id), { onHand: 5, reserved: 0, available: 5, sold: 0 });
}

/** More than there is: rejected, and nothing of it is held. */
export async function wantsMoreThanThereIs(url: string, { token }: Person, shelf: Shelf): Promise<void> {
  const { teapot, mug, keeper } = shelf;
  const mugs = await stockOf(url, keeper, mug.id);
  const order = await buy(url, token, { productId: mug.id, quantity: 1 }, { productId: teapot.id, quantity: 2 });
  assert.deepEqual([order.status, order.reason], ['rejected', 'insufficient-stock']);
  assert.deepEqual(await stockOf(url, keeper, teapot.id), { onHand: 1, reserved: 0, available: 1, sold: 0 });
  assert.deepEqual(await stockOf(url, keeper, mug.id), mugs);
}

/** The provider's answer is lost once. One order waits it out and is charged once, another is cancelled meanwhile. */
export async function waitsForThePayment(url: string, { token }: Person, { slow, keeper }: Shelf): Promise<void> {
  const [patient, cancelled] = await Promise.all([
    buy(url, token, { productId: slow.id, quantity: 1 }),
    cancelsMeanwhile(url, token, slow.id),
  ]);
  assert.equal(patient.status, 'confirmed');
  assert.equal(cancelled.status, 'cancelled');
  assert.deepEqual(await stockOf(url, keeper, slow.id), { onHand: 4, reserved: 0, available: 4, sold: 1 });
  await expectAnswer(url, 409, { line: `POST /orders/${patient.id}/cancel`, token });
}

async function cancelsMeanwhile(url: string, token: string, productId: string): Promise<Order> {
  const { id } = (await placeOrder(url, token, [{ productId, quantity: 1 }])).body;
  const isReserved = ({ status }: Order): boolean => status === 'reserved';
  await waitUntil(`the reservation for order ${id}`, () => orderOf(url, token, id), isReserved);
  const { body } = await expectAnswer<Order>(url, 202, { line: `POST /orders/${id}/cancel`, token });
  assert.ok(['cancelling', 'cancelled'].includes(body.status), `a cancelled order is ${body.status}`);
  return ended(url, token, id);
}

/** How many orders a customer places in all of these. */
export const ordersOfABadDay = 4;
