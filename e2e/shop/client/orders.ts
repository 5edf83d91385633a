import { randomUUID } from 'node:crypto';
import { type Answer, expectAnswer } from './request';
import type { Order } from './resources';
import { waitUntil } from './wait-until';

export interface Item {
  readonly productId: string;
  readonly quantity: number;
}

const finalStatuses: readonly Order['status'][] = ['confirmed', 'rejected', 'cancelled'];

export function isFinal({ status }: Pick<Order, 'status'>): boolean {
  return finalStatuses.includes(status);
}

export async function placeOrder(
  url: string,
  token: string,
  items: readonly Item[],
  idempotencyKey: string = randomUUID(),
): Promise<Answer<Order>> {
  const headers = { 'idempotency-key': idempotencyKey };
  return expectAnswer<Order>(url, 202, { line: 'POST /orders', token, headers, body: { items } });
}

export async function orderOf(url: string, token: string, id: string): Promise<Order> {
  return (await expectAnswer<Order>(url, 200, { line: `GET /orders/${id}`, token })).body;
}

/** The order as it ended. */
export async function ended(url: string, token: string, id: string, patienceMs = 60_000): Promise<Order> {
  return waitUntil(`the end of order ${id}`, () => orderOf(url, token, id), isFinal, patienceMs);
}

/** Places an order and waits for its end. */
export async function buy(url: string, token: string, ...items: readonly Item[]): Promise<Order> {
  const { body } = await placeOrder(url, token, items);
  return ended(url, token, body.id);
}
