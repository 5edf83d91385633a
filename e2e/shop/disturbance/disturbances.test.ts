import { expectBalancedBooks } from '../books';
import { addProduct, buy, logIn } from '../client';
import { type LaunchedShop, launchShop } from '../stage/launched-shop';
import { startTraffic, type Traffic } from './traffic';

/*
 * Whatever happens to the shop while orders are under way: every order that it has accepted is confirmed or rejected
 * in the end, and stock, money and messages add up.
 */

const services = ['users', 'products', 'orders', 'payments', 'gateway'];

let shop: LaunchedShop;
let traffic: Traffic;

beforeAll(async () => {
  shop = await launchShop({
    log: 'disturbances',
    environment: {
      // What is lost with a process is asked for again sooner than in production.
      orders: { SAGA_STEP_SECONDS: '5' },
      payments: { PROVIDER_TIMEOUT_MS: '500' },
    },
  });
  // Paid, declined, timed out once.
  traffic = await startTraffic(shop, { perSecond: 4, prices: [500, 1_000, 1_013, 1_517] });
});
afterAll(async () => {
  await traffic?.stop();
  await shop?.stop();
});

/** Orders are accepted before and after something happens; those that it caught on their way are among them. */
async function duringTraffic(disturb: () => Promise<void>): Promise<void> {
  await traffic.untilAccepted(8);
  await disturb();
  await traffic.untilAccepted(8);
}

test.each(services)('%s is restarted', (name) => duringTraffic(() => shop.running.services[name]!.restart()));

test.each(services)('%s is killed', (name) =>
  duringTraffic(async () => {
    const service = shop.running.services[name]!;
    const { pid } = service;
    service.kill('SIGKILL');
    await untilReplaced(service, pid);
  }),
);

async function untilReplaced(
  service: { readonly pid: number | undefined; whenReady(): Promise<void> },
  before?: number,
) {
  while (service.pid === before) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await service.whenReady();
}

test.each(['nats', 'postgresql'] as const)('%s is restarted', (name) =>
  duringTraffic(() => shop.running[name].restart()),
);

test.each(['nats', 'postgresql'] as const)('%s is killed', (name) =>
  duringTraffic(async () => {
    await shop.running[name].kill();
    await shop.running[name].restart();
  }),
);

test('NATS is away for a while, and orders are accepted all the same', async () => {
  await shop.running.nats.kill();
  await traffic.untilAccepted(12);
  await shop.running.nats.restart();
  await traffic.untilAccepted(4);
});

test('in the end every accepted order is final, and the books balance', async () => {
  await traffic.stop();
  expect(traffic.wrong).toEqual([]);
  expect(traffic.givenUp).toEqual([]);
  await expectBalancedBooks(shop, { accepted: traffic.accepted, patienceMs: 180_000 });
});

test('and an order is confirmed as ever', async () => {
  const { url, admin } = shop;
  const { accessToken: token } = await logIn(url, admin);
  const { id: productId } = await addProduct(url, token, { price: 500, stock: 1 });
  expect(await buy(url, token, { productId, quantity: 1 })).toMatchObject({ status: 'confirmed' });
});
