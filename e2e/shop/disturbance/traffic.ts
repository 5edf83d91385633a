import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, addProduct, logIn, newCustomer, type Order, type Problem, type Request, send } from '../client';
import type { Shop } from '../journeys';

export interface TrafficOptions {
  /** Orders per second, begun whether or not those before them were answered. */
  readonly perSecond: number;
  /** Prices of the products that are ordered by turns, in cents; they decide what becomes of the payment. */
  readonly prices: readonly number[];
}

/** Customers who go on ordering while something happens to the shop. */
export interface Traffic {
  /** Ids of orders that the shop has accepted. */
  readonly accepted: readonly string[];
  /** Requests that nobody accepted in spite of all repetitions, with the last answer. */
  readonly givenUp: readonly string[];
  /** Answers that no client should ever get, whatever happens to the shop. */
  readonly wrong: readonly string[];
  /** Resolves when so many more orders have been accepted. */
  untilAccepted(more: number): Promise<void>;
  /** Begins no more orders, and waits until the last one is accepted or given up. */
  stop(): Promise<void>;
}

/** What tells a client that the same request may succeed later. */
const retryableCodes: readonly string[] = [
  'upstream-unavailable',
  'upstream-timeout',
  'timeout',
  'shutting-down',
  'idempotency-in-flight',
  'too-many-requests',
];

/** How long a client repeats its request, with the same Idempotency-Key. */
const patienceMs = 90_000;
const pauseMs = 300;

/** Starts customers of a product line of their own. */
export async function startTraffic(shop: Shop, { perSecond, prices }: TrafficOptions): Promise<Traffic> {
  const { url } = shop;
  const { accessToken } = await logIn(url, shop.admin);
  const { token } = await newCustomer(url);
  const products = await Promise.all(prices.map((price) => addProduct(url, accessToken, { price, stock: 100_000 })));
  const accepted: string[] = [];
  const givenUp: string[] = [];
  const wrong: string[] = [];
  const listeners = new Set<() => void>();

  const order = async (number: number): Promise<void> => {
    const productId = products[number % products.length]!.id;
    const request = {
      line: 'POST /orders',
      token,
      headers: { 'idempotency-key': randomUUID(), connection: 'close' },
      body: { items: [{ productId, quantity: 1 + (number % 3) }] },
    };
    const deadline = Date.now() + patienceMs;
    for (let last = ''; ; await sleep(pauseMs)) {
      const { status, body, noAnswer } = await attempt(request);
      if (status === 202) {
        accepted.push((body as Order).id);
        for (const listener of listeners) {
          listener();
        }
        return;
      }
      last = noAnswer ?? `${status} ${JSON.stringify(body)}`;
      if (noAnswer === undefined && !retryableCodes.includes((body as Problem).code)) {
        wrong.push(last);
      }
      if (Date.now() > deadline) {
        givenUp.push(last);
        return;
      }
    }
  };

  const attempt = (request: Request): Promise<Partial<Answer<Order | Problem>> & { noAnswer?: string }> =>
    send<Order | Problem>(url, request).catch((error: Error) => ({ noAnswer: String(error.cause ?? error) }));

  let number = 0;
  const underWay: Promise<void>[] = [];
  const timer = setInterval(() => underWay.push(order(number++)), 1_000 / perSecond);
  return {
    accepted,
    givenUp,
    wrong,
    async untilAccepted(more) {
      const wanted = accepted.length + more;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (accepted.length >= wanted) {
            listeners.delete(look);
            resolve();
          }
        };
        listeners.add(look);
        look();
      });
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
