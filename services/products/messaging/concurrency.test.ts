import { newId, openShop, type Shop } from '../testing/shop';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop({ replicas: 2 });
});

afterEach(async () => {
  expect(await shop.imbalances()).toEqual([]);
  expect(await shop.database.query('select * from dead_letter')).toEqual([]);
});

afterAll(() => shop.close());

/** Sends all at once; gives how many answers of each type came. */
async function countAnswers(commandIds: readonly Promise<string>[]): Promise<Record<string, number>> {
  const answers = await Promise.all(commandIds.map(async (id) => shop.orders.answerTo(await id)));
  const counts: Record<string, number> = {};
  for (const { type } of answers) {
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

test('of 50 orders for the last 7 pieces exactly 7 get one', async () => {
  const { id } = await shop.add({ stock: 7 });
  const items = [{ productId: id, quantity: 1 }];
  const reserves = Array.from({ length: 50 }, () => shop.orders.send('reserve', { orderId: newId(), items }));
  expect(await countAnswers(reserves)).toEqual({ 'stock.reserved': 7, 'stock.refused': 43 });
  expect(await shop.stock(id)).toEqual({ onHand: 7, reserved: 7, available: 0, sold: 0 });
});

test('orders that name the same products in any order do not wait for each other in a circle', async () => {
  const products = await Promise.all(Array.from({ length: 4 }, () => shop.add({ stock: 20 })));
  const items = products.map(({ id }) => ({ productId: id, quantity: 1 }));
  const orders = Array.from({ length: 40 }, (_, n) => ({
    orderId: newId(),
    items: n % 2 === 0 ? items : items.toReversed(),
  }));
  const deadlocks = 'select deadlocks from pg_stat_database where datname = current_database()';
  const counts = await countAnswers(orders.map((order) => shop.orders.send('reserve', order)));
  expect(counts).toEqual({ 'stock.reserved': 20, 'stock.refused': 20 });
  expect(await shop.database.query(deadlocks)).toEqual([{ deadlocks: 0 }]);
});

test('everything at once about few products leaves no piece lost, made or sold twice', async () => {
  const products = await Promise.all(Array.from({ length: 3 }, () => shop.add({ stock: 10 })));
  const orders = Array.from({ length: 30 }, (_, n) => ({
    orderId: newId(),
    items: [0, 1].map((m) => ({ productId: products[(n + m) % 3]!.id, quantity: 1 + (n % 3) })),
  }));
  const adjustments = products.flatMap(({ id }) =>
    [5, -3, -8].map((delta) =>
      shop.call('POST', `/products/${id}/stock`, { as: 'admin', body: { delta, reason: 'counted' } }),
    ),
  );
  const sent = orders.flatMap((order, n) => {
    const { orderId } = order;
    const commands = [
      () => shop.orders.send('reserve', order),
      () => shop.orders.send('commit', { orderId }),
      () => shop.orders.send('release', { orderId }),
      () => shop.orders.send('reserve', order),
    ];
    return [0, 1, 2].map((m) => commands[(n + m) % 4]!());
  });
  const counts = await countAnswers(sent);
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(90);
  for (const { status } of await Promise.all(adjustments)) {
    expect([200, 409]).toContain(status);
  }
});

test('of a reserve and a release at the same moment the release has the last word', async () => {
  const { id } = await shop.add({ stock: 20 });
  const sent = Array.from({ length: 10 }, () => ({
    orderId: newId(),
    items: [{ productId: id, quantity: 1 }],
  })).flatMap((order) => [shop.orders.send('reserve', order), shop.orders.send('release', order)]);
  await countAnswers(sent);
  expect(await shop.stock(id)).toEqual({ onHand: 20, reserved: 0, available: 20, sold: 0 });
});
