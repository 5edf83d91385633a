import { eventually } from '@flotilla/runtime/testing';
import { newId, openShop, type Shop } from '../testing/shop';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop({ replicas: 2 });
});

afterEach(async () => {
  expect(await shop.imbalances()).toEqual([]);
});

afterAll(() => shop.close());

/** An order for pieces of one product. */
const orderOf = (productId: string, quantity = 1) => ({ orderId: newId(), items: [{ productId, quantity }] });

/** Ends the time of an order's hold, and waits until some replica has returned its pieces. */
async function expire(orderId: string): Promise<void> {
  const text = "update reservation set reserved_until = now() - interval '1 second' where order_id = $1";
  await shop.database.execute({ text, values: [orderId] });
  await eventually(async () => (await statusOf(orderId)) === 'expired');
}

async function statusOf(orderId: string): Promise<string | undefined> {
  const text = 'select status from reservation where order_id = $1';
  return (await shop.database.first<{ status: string }>({ text, values: [orderId] }))?.status;
}

describe('an order', () => {
  test('is held, sold, and told of, with every change of stock', async () => {
    const { id } = await shop.add({ stock: 10 });
    const order = orderOf(id, 3);
    const { orderId } = order;

    const reserved = await shop.orders.ask('reserve', order);
    expect(reserved).toEqual({ type: 'stock.reserved', data: { orderId, reservedUntil: expect.any(String) } });
    const heldForMs = Date.parse(reserved.data['reservedUntil'] as string) - Date.now();
    expect(Math.round(heldForMs / 60_000)).toBe(15);
    expect(await shop.stock(id)).toEqual({ onHand: 10, reserved: 3, available: 7, sold: 0 });

    expect(await shop.orders.ask('commit', { orderId })).toEqual({ type: 'stock.committed', data: { orderId } });
    expect(await shop.stock(id)).toEqual({ onHand: 7, reserved: 0, available: 7, sold: 3 });

    const changes = await eventually(() => {
      const heard = shop.orders.heard.filter(({ aggregate }) => aggregate?.type === 'stock' && aggregate.id === id);
      return heard.length === 3 && heard;
    });
    expect(changes.map(({ aggregate, data }) => [aggregate?.version, data])).toEqual([
      [1, { productId: id, onHand: 10, reserved: 0, available: 10, sold: 0 }],
      [2, { productId: id, onHand: 10, reserved: 3, available: 7, sold: 0 }],
      [3, { productId: id, onHand: 7, reserved: 0, available: 7, sold: 3 }],
    ]);
  });

  test('of several products is held whole or not at all', async () => {
    const [plenty, few] = [await shop.add({ stock: 5 }), await shop.add({ stock: 1 })];
    const items = [
      { productId: plenty.id, quantity: 2 },
      { productId: few.id, quantity: 2 },
    ];
    const orderId = newId();
    expect(await shop.orders.ask('reserve', { orderId, items })).toEqual({
      type: 'stock.refused',
      data: { orderId, reason: 'insufficient-stock', productId: few.id },
    });
    expect([await shop.stock(plenty.id), await shop.stock(few.id)]).toMatchObject([{ reserved: 0 }, { reserved: 0 }]);
  });

  test('for what does not exist or is no longer sold is refused', async () => {
    const unknown = newId();
    expect(await shop.orders.ask('reserve', orderOf(unknown))).toMatchObject({
      type: 'stock.refused',
      data: { reason: 'unknown-product', productId: unknown },
    });
    const archived = await shop.add({ stock: 1 });
    await shop.call('DELETE', `/products/${archived.id}`, { as: 'admin', headers: { 'if-match': '*' } });
    expect(await shop.orders.ask('reserve', orderOf(archived.id))).toMatchObject({
      type: 'stock.refused',
      data: { reason: 'product-archived', productId: archived.id },
    });
  });

  test('that names a product twice holds the sum', async () => {
    const { id } = await shop.add({ stock: 5 });
    const item = { productId: id, quantity: 2 };
    await shop.orders.ask('reserve', { orderId: newId(), items: [item, item] });
    expect(await shop.stock(id)).toMatchObject({ reserved: 4 });
  });

  test('that is released gives its pieces back, also when it was sold already', async () => {
    const { id } = await shop.add({ stock: 5 });
    const [held, sold] = [orderOf(id, 1), orderOf(id, 2)];
    await shop.orders.ask('reserve', held);
    await shop.orders.ask('reserve', sold);
    await shop.orders.ask('commit', { orderId: sold.orderId });
    expect(await shop.stock(id)).toEqual({ onHand: 3, reserved: 1, available: 2, sold: 2 });
    for (const { orderId } of [held, sold]) {
      expect(await shop.orders.ask('release', { orderId })).toEqual({ type: 'stock.released', data: { orderId } });
    }
    expect(await shop.stock(id)).toEqual({ onHand: 5, reserved: 0, available: 5, sold: 0 });
  });
});

describe('a command that comes again, late or in the wrong order', () => {
  test('has the same answer and no further effect', async () => {
    const { id } = await shop.add({ stock: 5 });
    const order = orderOf(id, 2);
    const { orderId } = order;
    const reserved = await shop.orders.ask('reserve', order);
    expect(await shop.orders.ask('reserve', order)).toEqual(reserved);
    const committed = await shop.orders.ask('commit', { orderId });
    expect(await shop.orders.ask('commit', { orderId })).toEqual(committed);
    expect(await shop.orders.ask('reserve', order)).toEqual(reserved);
    expect(await shop.stock(id)).toEqual({ onHand: 3, reserved: 0, available: 3, sold: 2 });
    await shop.orders.ask('release', { orderId });
    expect(await shop.orders.ask('release', { orderId })).toEqual({ type: 'stock.released', data: { orderId } });
    expect(await shop.stock(id)).toEqual({ onHand: 5, reserved: 0, available: 5, sold: 0 });
  });

  test('is refused again when it was refused, even if there is stock now', async () => {
    const { id } = await shop.add({ stock: 0 });
    const order = orderOf(id);
    const refused = await shop.orders.ask('reserve', order);
    await shop.call('POST', `/products/${id}/stock`, { as: 'admin', body: { delta: 5, reason: 'delivery' } });
    expect(await shop.orders.ask('reserve', order)).toEqual(refused);
    expect(await shop.stock(id)).toMatchObject({ reserved: 0 });
  });

  test('holds nothing for an order that was released before', async () => {
    const { id } = await shop.add({ stock: 5 });
    const order = orderOf(id);
    const { orderId } = order;
    expect(await shop.orders.ask('release', { orderId })).toMatchObject({ type: 'stock.released' });
    expect(await shop.orders.ask('reserve', order)).toEqual({ type: 'stock.released', data: { orderId } });
    expect(await shop.orders.ask('commit', { orderId })).toEqual({
      type: 'stock.refused',
      data: { orderId, reason: 'reservation-expired' },
    });
    expect(await shop.stock(id)).toEqual({ onHand: 5, reserved: 0, available: 5, sold: 0 });
  });

  test('sells nothing where nothing was held, nor holds it afterwards', async () => {
    const { id } = await shop.add({ stock: 5 });
    const order = orderOf(id);
    const refused = await shop.orders.ask('commit', { orderId: order.orderId });
    expect(refused).toMatchObject({ type: 'stock.refused', data: { reason: 'reservation-expired' } });
    expect(await shop.orders.ask('reserve', order)).toEqual(refused);
  });
});

describe('a hold whose time is over', () => {
  test('returns to the shelf, and tells of it', async () => {
    const { id } = await shop.add({ stock: 5 });
    const order = orderOf(id, 2);
    await shop.orders.ask('reserve', order);
    await expire(order.orderId);
    expect(await shop.stock(id)).toEqual({ onHand: 5, reserved: 0, available: 5, sold: 0 });
    await eventually(() =>
      expect(shop.orders.heard.filter(({ aggregate }) => aggregate?.id === id).at(-1)).toMatchObject({
        aggregate: { version: 3 },
        data: { reserved: 0, available: 5 },
      }),
    );
  });

  test('is sold all the same while its pieces are there', async () => {
    const { id } = await shop.add({ stock: 2 });
    const order = orderOf(id, 2);
    await shop.orders.ask('reserve', order);
    await expire(order.orderId);
    expect(await shop.orders.ask('commit', { orderId: order.orderId })).toMatchObject({ type: 'stock.committed' });
    expect(await shop.stock(id)).toEqual({ onHand: 0, reserved: 0, available: 0, sold: 2 });
  });

  test('is refused for good when somebody else has taken its pieces', async () => {
    const { id } = await shop.add({ stock: 2 });
    const [slow, fast] = [orderOf(id, 2), orderOf(id, 1)];
    await shop.orders.ask('reserve', slow);
    await expire(slow.orderId);
    await shop.orders.ask('reserve', fast);
    const { orderId } = slow;
    const refused = { type: 'stock.refused', data: { orderId, reason: 'reservation-expired' } };
    expect(await shop.orders.ask('commit', { orderId })).toEqual(refused);
    await shop.orders.ask('release', { orderId: fast.orderId });
    expect(await shop.orders.ask('commit', { orderId })).toEqual(refused);
    expect(await shop.stock(id)).toMatchObject({ available: 2, sold: 0 });
  });

  test('is held again when its order asks once more', async () => {
    const { id } = await shop.add({ stock: 2 });
    const order = orderOf(id, 2);
    await shop.orders.ask('reserve', order);
    await expire(order.orderId);
    expect(await shop.orders.ask('reserve', order)).toMatchObject({ type: 'stock.reserved' });
    expect(await shop.stock(id)).toMatchObject({ reserved: 2 });
  });

  test('releases nothing twice', async () => {
    const { id } = await shop.add({ stock: 2 });
    const order = orderOf(id, 2);
    await shop.orders.ask('reserve', order);
    await expire(order.orderId);
    expect(await shop.orders.ask('release', { orderId: order.orderId })).toMatchObject({ type: 'stock.released' });
    expect(await shop.stock(id)).toEqual({ onHand: 2, reserved: 0, available: 2, sold: 0 });
  });
});
