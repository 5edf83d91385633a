import { randomUUID } from 'node:crypto';
import { expectBalancedBooks } from '../books';
import { addProduct, logIn, newCustomer, type Person, waitUntil } from '../client';
import { type LaunchedShop, launchShop } from '../stage/launched-shop';
import { holdRequest } from './held-request';
import { type LoadRequest, type OpenLoad, startOpenLoad } from './open-load';

let shop: LaunchedShop;
let administrator: string;
let customer: Person;
let productId: string;

beforeAll(async () => {
  shop = await launchShop({ log: 'load', environment: { orders: { SAGA_STEP_SECONDS: '10' } } });
  administrator = (await logIn(shop.url, shop.admin)).accessToken;
  customer = await newCustomer(shop.url);
  productId = (await addProduct(shop.url, administrator, { price: 500, stock: 1_000_000 })).id;
});
afterAll(() => shop?.stop());

/** While a service is away, clients are told to come back. The door that is away tells nothing. */
const comeBack = ['upstream-unavailable', 'upstream-timeout', 'shutting-down'];
const noDoor = ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET', ...comeBack];

const browse = 'GET /products?limit=5';
const look = 'GET /orders?limit=5';
const order = 'POST /orders';

/** Of whom which requests may notice that a service restarts. There is one process of each. */
const mayNotice: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  users: {},
  payments: {},
  products: { [browse]: comeBack, [order]: comeBack },
  orders: { [look]: comeBack, [order]: comeBack },
  gateway: { [browse]: noDoor, [look]: noDoor, [order]: noDoor },
};

describe('under load', () => {
  let load: OpenLoad;

  beforeAll(() => {
    const requests: LoadRequest[] = [
      { line: browse, weight: 6 },
      { line: order, weight: 3, body: { items: [{ productId, quantity: 1 }] } },
      { line: look, weight: 1 },
    ];
    load = startOpenLoad(shop.url, customer.token, { perSecond: 30, requests });
  });
  afterAll(() => load?.stop());

  /** The gateway's breakers stay open for ten seconds. */
  const recovered = async (after: string): Promise<void> => {
    load.mark(`resting after ${after}`);
    const latest = async () => {
      const answers = load.outcomes.slice(-40);
      return answers.filter(({ during, result }) => during.startsWith('resting') && result === 'ok').length;
    };
    await waitUntil(`a shop that answers everything after ${after}`, latest, (good) => good === 40, 60_000);
  };

  test.each(Object.keys(mayNotice))('a restart of %s is noticed by nobody who does not need it', async (name) => {
    await recovered(`what was before the restart of ${name}`);
    load.mark(name);
    await shop.running.services[name]!.restart();
    await recovered(`the restart of ${name}`);

    const unexpected = load.outcomes.filter(
      ({ line, during, result }) => during === name && result !== 'ok' && !mayNotice[name]?.[line]?.includes(result),
    );
    expect(unexpected).toEqual([]);
  });

  test('no order that was accepted is lost, and the books balance', async () => {
    await load.stop();
    const accepted = load.outcomes.flatMap(({ line, id }) => (line === order && id !== undefined ? [id] : []));
    expect(accepted.length).toBeGreaterThan(50);
    await expectBalancedBooks(shop, { accepted, patienceMs: 120_000 });
  });
});

describe('a request on its way is answered before the process ends:', () => {
  const requests = {
    users: () => ({ path: '/users/login', body: { email: customer.email, password: customer.password } }),
    products: () => ({
      path: '/products',
      headers: { authorization: `Bearer ${administrator}` },
      body: { sku: `E2E-${randomUUID()}`, name: 'Late', price: { amount: 1, currency: 'EUR' } },
    }),
    orders: () => ({
      path: '/orders',
      headers: { authorization: `Bearer ${customer.token}`, 'idempotency-key': randomUUID() },
      body: { items: [{ productId, quantity: 1 }] },
    }),
    gateway: () => ({ path: '/users/login', body: { email: customer.email, password: customer.password } }),
  };

  test.each(Object.keys(requests) as (keyof typeof requests)[])('%s', async (name) => {
    const service = shop.running.services[name]!;
    const held = await holdRequest(service.url, requests[name]());
    const restarted = service.restart();
    const readiness = () =>
      fetch(`${service.adminUrl}/readyz`).then(
        ({ status }) => status,
        () => 0,
      );
    await waitUntil(`the end of ${name}`, readiness, (status) => status !== 200);
    const { status, body } = await held.finish().finally(() => restarted);
    expect([Math.floor(status / 100), body]).toEqual([2, expect.stringContaining('{')]);
  });
});
