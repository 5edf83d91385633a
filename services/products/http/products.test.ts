import { uuidV7Generator } from '@flotilla/runtime';
import { eventually } from '@flotilla/runtime/testing';
import { newId, openShop, type Reply, type Shop } from '../testing/shop';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

const mug = { sku: 'MUG', name: 'Mug', price: { amount: 900, currency: 'EUR' } };
const change = (id: string, body: unknown, ifMatch?: string) =>
  shop.call('PATCH', `/products/${id}`, {
    as: 'admin',
    body,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

/**
 * Subjects and versions of what was told about a thing, once there are so many; by version, since a product and its
 * stock are told of side by side.
 */
async function told(id: string, count: number): Promise<unknown[][]> {
  const heard = await eventually(() => {
    const about = shop.orders.heard.filter(({ aggregate }) => aggregate?.id === id);
    return about.length >= count && about;
  });
  const place = ({ aggregate }: (typeof heard)[number]): string => `${aggregate?.version} ${aggregate?.type}`;
  return heard
    .sort((one, other) => place(one).localeCompare(place(other)))
    .map(({ subject, aggregate, data }) => [subject, aggregate?.type, aggregate?.version, data]);
}

describe('adding a product', () => {
  test('gives it an id, a version and stock, and tells of it', async () => {
    const reply = await shop.call<{ id: string }>('POST', '/products', {
      as: 'admin',
      body: { ...mug, sku: 'MUG-1', description: 'Holds tea.', tags: ['kitchen', 'gift', 'gift'], stock: 12 },
    });
    const { id } = reply.body;
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      ...{ ...mug, id, sku: 'MUG-1', description: 'Holds tea.' },
      ...{ tags: ['kitchen', 'gift'], status: 'active', version: 1 },
    });
    expect(reply.headers.get('location')).toBe(`/products/${id}`);
    expect(reply.headers.get('etag')).toBe('"1"');
    expect((await shop.call('GET', `/products/${id}`)).body).toEqual(reply.body);
    expect(await shop.stock(id)).toEqual({ onHand: 12, reserved: 0, available: 12, sold: 0 });

    const { description: _, id: __, version: ___, ...state } = reply.body as unknown as Record<string, unknown>;
    expect(await told(id, 2)).toEqual([
      ['products.v1.product.created', 'product', 1, { ...state, productId: id }],
      ['products.v1.stock.changed', 'stock', 1, { productId: id, onHand: 12, reserved: 0, available: 12, sold: 0 }],
    ]);
    expect(
      await shop.database.query({ text: 'select * from stock_ledger where product_id = $1', values: [id] }),
    ).toEqual([expect.objectContaining({ delta: 12, reason: 'initial stock', adjusted_by: 'a-admin' })]);
  });

  test('with a taken sku is a conflict and leaves nothing behind', async () => {
    await shop.add({ sku: 'TAKEN', stock: 3 });
    const reply = await shop.call('POST', '/products', { as: 'admin', body: { ...mug, sku: 'TAKEN', stock: 5 } });
    expect(reply).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ path: 'body.sku' }] } });
    const orphans = 'select from stock where product_id not in (select id from product)';
    expect(await shop.database.query(orphans)).toEqual([]);
  });
});

describe('reading a product', () => {
  test('tells a client that has it already that nothing changed', async () => {
    const { id } = await shop.add();
    const get = (tag: string) => shop.call('GET', `/products/${id}`, { headers: { 'if-none-match': tag } });
    for (const tag of ['"1"', 'W/"1"', '"0", "1"', '*']) {
      const reply = await get(tag);
      expect([reply.status, reply.body, reply.headers.get('etag')]).toEqual([304, undefined, '"1"']);
    }
    expect((await get('"2"')).status).toBe(200);
    expect((await get('1')).status).toBe(200);
    expect((await get('"1"')).headers.get('cache-control')).toBe('public, no-cache');
  });
});

describe('changing a product', () => {
  test('makes a new version of it, and tells its whole state', async () => {
    const product = await shop.add({ tags: ['gift'] });
    const reply = await change(product.id, { name: ' Big mug ', price: { amount: 950, currency: 'EUR' } }, '"1"');
    const changed = { ...product, name: 'Big mug', price: { amount: 950, currency: 'EUR' }, version: 2 };
    expect(reply).toMatchObject({ status: 200, body: changed });
    expect(reply.headers.get('etag')).toBe('"2"');
    expect((await shop.call('GET', `/products/${product.id}`)).body).toEqual(changed);
    expect(await shop.call('GET', `/products?q=big+${product.sku}`)).toMatchObject({ body: { items: [changed] } });
    const { id, sku, name, price, tags, status } = changed;
    expect((await told(id, 3)).at(-1)).toEqual([
      ...['products.v1.product.changed', 'product', 2],
      { productId: id, sku, name, price, tags, status },
    ]);
  });

  test('of which nothing is asked leaves it as it is, also its version', async () => {
    const product = await shop.add();
    expect(await change(product.id, {}, '"1"')).toMatchObject({ status: 200, body: product });
    expect(await change(product.id, {})).toMatchObject({ status: 428 });
    expect((await shop.call('GET', `/products/${product.id}`)).headers.get('etag')).toBe('"1"');
  });

  test('needs the version that is changed', async () => {
    const { id } = await shop.add();
    expect(await change(id, { name: 'x' })).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
    const stale = await change(id, { name: 'x' }, '"7"');
    expect(stale).toMatchObject({ status: 412, body: { code: 'precondition-failed' } });
    expect(stale.headers.get('etag')).toBe('"1"');
    expect((await shop.call('DELETE', `/products/${id}`, { as: 'admin' })).status).toBe(428);
    const wrong = { as: 'admin', headers: { 'if-match': '"2"' } } as const;
    expect((await shop.call('DELETE', `/products/${id}`, wrong)).status).toBe(412);
    expect((await shop.call('GET', `/products/${id}`)).body).toMatchObject({ version: 1, status: 'active' });
  });

  test('succeeds for one of many who saw the same version', async () => {
    const { id } = await shop.add();
    const replies = await Promise.all(Array.from({ length: 8 }, (_, n) => change(id, { name: `Name ${n}` }, '"1"')));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
    expect((await shop.call('GET', `/products/${id}`)).body).toMatchObject({ version: 2 });
  });

  test('to what it is already is no change', async () => {
    const { id, name } = await shop.add();
    expect((await change(id, { name }, '"1"')).body).toMatchObject({ version: 1 });
    await change(id, { name: 'Other' }, '"1"');
    expect((await told(id, 3)).filter(([subject]) => subject === 'products.v1.product.changed')).toHaveLength(1);
  });

  test('archives it: it is known, not listed, and can come back', async () => {
    const { id, sku } = await shop.add();
    const archive = (tag: string) =>
      shop.call('DELETE', `/products/${id}`, { as: 'admin', headers: { 'if-match': tag } });
    const archived = await archive('"1"');
    expect([archived.status, archived.headers.get('etag')]).toEqual([204, '"2"']);
    expect((await archive('"2"')).headers.get('etag')).toBe('"2"');
    expect((await shop.call('GET', `/products/${id}`)).body).toMatchObject({ status: 'archived', version: 2 });
    expect((await shop.call('GET', `/products?q=${sku}`)).body).toMatchObject({ items: [] });
    expect((await shop.call('GET', `/products?q=${sku}&status=archived`)).body).toMatchObject({ items: [{ id }] });
    expect((await change(id, { status: 'active' }, '"2"')).body).toMatchObject({ status: 'active', version: 3 });
    expect((await shop.call('GET', `/products?q=${sku}`)).body).toMatchObject({ items: [{ id }] });
  });
});

describe('adjusting stock', () => {
  const adjust = (id: string, delta: unknown, reason: unknown = 'counted') =>
    shop.call('POST', `/products/${id}/stock`, { as: 'admin', body: { delta, reason } });

  test('moves what is on hand, and is written down and told with its reason', async () => {
    const { id } = await shop.add({ stock: 5 });
    expect(await adjust(id, 4, 'delivery')).toMatchObject({
      status: 200,
      body: { onHand: 9, reserved: 0, available: 9, sold: 0 },
    });
    expect(await adjust(id, -2, 'broken')).toMatchObject({ status: 200, body: { onHand: 7 } });
    const text = 'select delta, reason, adjusted_by from stock_ledger where product_id = $1 order by id';
    expect(await shop.database.query({ text, values: [id] })).toEqual([
      { delta: 5, reason: 'initial stock', adjusted_by: 'a-admin' },
      { delta: 4, reason: 'delivery', adjusted_by: 'a-admin' },
      { delta: -2, reason: 'broken', adjusted_by: 'a-admin' },
    ]);
    expect((await told(id, 4)).at(-1)).toMatchObject(['products.v1.stock.changed', 'stock', 3, { onHand: 7 }]);
  });

  describe('with an Idempotency-Key', () => {
    const repeatable = (id: string, delta: number, key: string) =>
      shop.call('POST', `/products/${id}/stock`, {
        as: 'admin',
        body: { delta, reason: 'delivery' },
        headers: { 'idempotency-key': key },
      });

    test('takes effect once, and answers every repetition alike', async () => {
      const { id } = await shop.add({ stock: 5 });
      const key = newId();
      const first = await repeatable(id, 4, key);
      expect(first).toMatchObject({ status: 200, body: { onHand: 9 } });
      expect(first.headers.has('idempotency-replayed')).toBe(false);
      expect((await adjust(id, 1)).status).toBe(200);
      const again = await repeatable(id, 4, key);
      expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
      expect(await shop.stock(id)).toMatchObject({ onHand: 10 });
    });

    test('is refused for another adjustment, or another product', async () => {
      const [{ id }, other] = [await shop.add({ stock: 5 }), await shop.add({ stock: 5 })];
      const key = newId();
      expect((await repeatable(id, 1, key)).status).toBe(200);
      for (const reply of [await repeatable(id, 2, key), await repeatable(other.id, 1, key)]) {
        expect(reply).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
      }
    });

    test('may be tried again after it was refused', async () => {
      const { id } = await shop.add({ stock: 1 });
      const key = newId();
      expect((await repeatable(id, -2, key)).status).toBe(409);
      expect((await adjust(id, 1)).status).toBe(200);
      expect(await repeatable(id, -2, key)).toMatchObject({ status: 200, body: { onHand: 0 } });
      expect((await repeatable(id, 1, '')).status).toBe(400);
    });
  });

  test('never takes what orders hold, nor overfills the shelf', async () => {
    const { id } = await shop.add({ stock: 5 });
    await shop.orders.ask('reserve', { orderId: newId(), items: [{ productId: id, quantity: 3 }] });
    expect(await adjust(id, -3)).toMatchObject({ status: 409, body: { errors: [{ path: 'body.delta' }] } });
    expect((await adjust(id, -2)).status).toBe(200);
    expect((await adjust(id, 10_000_000)).status).toBe(409);
    expect(await shop.stock(id)).toEqual({ onHand: 3, reserved: 3, available: 0, sold: 0 });
    expect(await shop.imbalances()).toEqual([]);
  });
});

describe('quote', () => {
  test('tells name, price and status of the products that exist, archived ones too', async () => {
    const [a, b] = [await shop.add({ name: 'A' }), await shop.add({ name: 'B' })];
    await shop.call('DELETE', `/products/${b.id}`, { as: 'admin', headers: { 'if-match': '*' } });
    const quote = (productIds: readonly string[]) => shop.call('POST', '/internal/quote', { body: { productIds } });
    const { status, body } = (await quote([a.id, b.id, newId(), a.id])) as Reply<{ items: { name: string }[] }>;
    expect(status).toBe(200);
    expect(body.items.sort((x, y) => x.name.localeCompare(y.name))).toEqual([
      { productId: a.id, name: 'A', price: a.price, status: 'active' },
      { productId: b.id, name: 'B', price: b.price, status: 'archived' },
    ]);
    expect((await quote([])).status).toBe(400);
    expect((await quote(['nonsense'])).status).toBe(400);
  });
});

describe('who may do what', () => {
  const id = uuidV7Generator()();
  test.each([
    ['POST', '/products'],
    ['PATCH', `/products/${id}`],
    ['DELETE', `/products/${id}`],
    ['GET', `/products/${id}/stock`],
    ['POST', `/products/${id}/stock`],
  ])('%s %s is for admins', async (method, path) => {
    expect(await shop.call(method, path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await shop.call(method, path, { as: 'customer' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  test('reading the catalogue is for everybody, whatever token they carry', async () => {
    const { id: known } = await shop.add();
    for (const path of ['/products', `/products/${known}`]) {
      expect((await shop.call('GET', path)).status).toBe(200);
      expect((await shop.call('GET', path, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(200);
    }
  });

  test.each([
    ['GET', '', undefined],
    ['PATCH', '', { name: 'x' }],
    ['DELETE', '', undefined],
    ['GET', '/stock', undefined],
    ['POST', '/stock', { delta: 1, reason: 'x' }],
  ])('%s of an unknown product%s is not found', async (method, suffix, body) => {
    const options = { as: 'admin', body, headers: { 'if-match': '*' } } as const;
    expect(await shop.call(method, `/products/${newId()}${suffix}`, options)).toMatchObject({ status: 404 });
  });
});

describe('bad input is refused with the field that is wrong', () => {
  const bodies: [field: string, body: unknown][] = [
    ['body.sku', { ...mug, sku: '' }],
    ['body.sku', { ...mug, sku: '-a' }],
    ['body.sku', { ...mug, sku: 'a'.repeat(65) }],
    ['body.name', { ...mug, name: '   ' }],
    ['body.name', { ...mug, name: 'a'.repeat(201) }],
    ['body.name', { ...mug, name: 'a\0b' }],
    ['body.name', { ...mug, name: '\ud800' }],
    ['body.name', { sku: 'a', price: mug.price }],
    ['body.description', { ...mug, description: 'a'.repeat(5_001) }],
    ['body.price', { ...mug, price: 900 }],
    ['body.price.amount', { ...mug, price: { amount: -1, currency: 'EUR' } }],
    ['body.price.amount', { ...mug, price: { amount: 1.5, currency: 'EUR' } }],
    ['body.price.amount', { ...mug, price: { amount: 1e12, currency: 'EUR' } }],
    ['body.price.currency', { ...mug, price: { amount: 1, currency: 'eur' } }],
    ['body.tags[0]', { ...mug, tags: ['Not A Tag'] }],
    ['body.tags', { ...mug, tags: Array(21).fill('a') }],
    ['body.stock', { ...mug, stock: -1 }],
    ['body.stock', { ...mug, stock: 10_000_001 }],
    ['body', []],
    ['body', null],
  ];
  test.each(bodies)('%s of a new product', async (field, body) => {
    const reply = await shop.call<{ errors: { path: string }[] }>('POST', '/products', { as: 'admin', body });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(reply.body.errors.map(({ path }) => path)).toContain(field);
  });

  test.each<[field: string, body: unknown]>([
    ['body', []],
    ['body.status', { status: 'gone' }],
    ['body.name', { name: 7 }],
  ])('%s of a change', async (field, body) => {
    const { id } = await shop.add();
    expect(await change(id, body, '"1"')).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
  });

  test.each<[field: string, body: unknown]>([
    ['body.delta', { delta: 0, reason: 'x' }],
    ['body.delta', { delta: 1.5, reason: 'x' }],
    ['body.delta', { delta: 10_000_001, reason: 'x' }],
    ['body.delta', { reason: 'x' }],
    ['body.reason', { delta: 1 }],
    ['body.reason', { delta: 1, reason: ' ' }],
  ])('%s of an adjustment', async (field, body) => {
    const { id } = await shop.add();
    const reply = await shop.call('POST', `/products/${id}/stock`, { as: 'admin', body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
  });

  test.each([
    ['GET', '/products/nonsense', 400],
    ['GET', '/products/nonsense/stock', 400],
    ['PUT', '/products', 405],
  ])('%s %s is %p', async (method, path, status) => {
    expect((await shop.call(method, path, { as: 'admin' })).status).toBe(status);
  });

  test('a body that is no JSON', async () => {
    expect((await shop.call('POST', '/products', { as: 'admin', body: '{"sku":' })).status).toBe(400);
    const headers = { 'content-type': 'text/plain' };
    expect((await shop.call('POST', '/products', { as: 'admin', body: 'x', headers })).status).toBe(415);
  });

  test('text at the limits of what is allowed is stored, found and sorted', async () => {
    const name = '\u{1F600}'.repeat(100);
    const { id } = await shop.add({ sku: 'LIMIT', name, description: 'ﷺ'.repeat(5_000) });
    for (const sort of ['name', 'newest', 'price', '-price']) {
      expect(await shop.call('GET', `/products?q=limit&sort=${sort}`)).toMatchObject({
        status: 200,
        body: { items: [{ id, name }] },
      });
    }
  });
});
