import { randomUUID } from 'node:crypto';
import { type Answered, type OrderBody, Stage } from './testing/stage';

interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { path: string; message: string }[];
}

describe('placing an order', () => {
  let stage: Stage;
  const ada = randomUUID();

  beforeAll(async () => {
    stage = await Stage.open();
  });

  beforeEach(() => {
    stage.quote.away = false;
    stage.quote.delay = Promise.resolve();
  });

  afterAll(() => stage.close());

  const order = <Body = OrderBody>(items: unknown, key: string = randomUUID(), userId = ada): Promise<Answered<Body>> =>
    stage.ask<Body>('POST /orders', { userId, body: { items }, headers: { 'idempotency-key': key } });
  const ordersOf = async (userId: string): Promise<number> =>
    (await stage.ask<{ items: unknown[] }>('GET /orders', { userId })).body.items.length;

  test('answers with the order at the names and prices of this moment', async () => {
    const { productId } = stage.offer({ name: 'Mug', price: { amount: 1_250, currency: 'EUR' } });
    const tea = stage.offer({ name: 'Tea', price: { amount: 300, currency: 'EUR' } });
    const { status, headers, body } = await order([
      { productId, quantity: 2 },
      { productId: tea.productId, quantity: 1 },
    ]);
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/orders/${body.id}`);
    expect(body).toEqual({
      id: expect.any(String),
      status: 'pending',
      reason: null,
      items: [
        { productId, name: 'Mug', quantity: 2, unitPrice: { amount: 1_250, currency: 'EUR' } },
        { productId: tea.productId, name: 'Tea', quantity: 1, unitPrice: { amount: 300, currency: 'EUR' } },
      ],
      total: { amount: 2_800, currency: 'EUR' },
      createdAt: expect.any(String),
      history: [{ status: 'pending', at: body.createdAt }],
    });
    stage.offer({ productId, name: 'Beaker', price: { amount: 9_900, currency: 'EUR' } });
    const { items, total } = await stage.until(body.id, 'confirmed');
    expect({ items, total }).toEqual({ items: body.items, total: body.total });
  });

  test('repeated gives the same answer and no second order', async () => {
    const grace = randomUUID();
    const items = [{ productId: stage.offer().productId, quantity: 1 }];
    const first = await order(items, 'k', grace);
    const { calls } = stage.quote;
    stage.quote.away = true;
    const second = await order(items, 'k', grace);
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect([stage.quote.calls, await ordersOf(grace)]).toEqual([calls, 1]);
  });

  test('with the key of another order is refused, and nobody else has the same key', async () => {
    const key = randomUUID();
    const items = [{ productId: stage.offer().productId, quantity: 1 }];
    expect(await order(items, key)).toMatchObject({ status: 202 });
    expect(await order([{ ...items[0], quantity: 2 }], key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-mismatch' },
    });
    expect((await order(items, key, randomUUID())).headers.get('idempotency-replayed')).toBeNull();
  });

  test('many times at once with one key makes one order; who comes in between is told to come again', async () => {
    const grace = randomUUID();
    const items = [{ productId: stage.offer().productId, quantity: 1 }];
    let answer: () => void = () => undefined;
    stage.quote.delay = new Promise((resolve) => {
      answer = resolve;
    });
    const all = Array.from({ length: 8 }, () => order(items, 'k', grace));
    const inFlight = await Promise.race(all);
    expect(inFlight).toMatchObject({ status: 409, body: { code: 'idempotency-in-flight' } });
    expect(inFlight.headers.get('retry-after')).toBe('1');
    answer();
    const answers = await Promise.all([...all, order(items, 'k', grace)]);
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
    expect(new Set(taken.map(({ body }) => body.id)).size).toBe(1);
    expect(await ordersOf(grace)).toBe(1);
  });

  test('of what cannot be had names every item, and the key can be used again', async () => {
    const mug = stage.offer();
    const archived = stage.offer({ status: 'archived' });
    const foreign = stage.offer({ price: { amount: 100, currency: 'USD' } });
    const items = [mug.productId, archived.productId, foreign.productId, randomUUID()].map((productId) => ({
      productId,
      quantity: 1,
    }));
    const key = randomUUID();
    const { status, body } = await order<ProblemBody>(items, key);
    expect(status).toBe(400);
    expect(body.code).toBe('validation-failed');
    expect(body.errors?.map(({ path }) => path)).toEqual([
      'body.items[1].productId',
      'body.items[2].productId',
      'body.items[3].productId',
    ]);
    expect(await order(items.slice(0, 1), key)).toMatchObject({ status: 202 });
  });

  test('is refused while products does not say its prices, and can be tried again with the same key', async () => {
    const { productId, name, price, status } = stage.offer();
    await stage.neighbours.publish(
      'products.v1.product.created',
      { productId, sku: 'mug', name, price, tags: [], status },
      { id: productId, version: 1 },
    );
    const items = [{ productId, quantity: 1 }];
    const key = randomUUID();
    stage.quote.away = true;
    expect(await order(items, key)).toMatchObject({ status: 503, body: { code: 'upstream-unavailable' } });
    stage.quote.away = false;
    expect(await order(items, key)).toMatchObject({ status: 202 });
  });

  test.each<[string, unknown, string]>([
    ['no items', [], 'body.items'],
    ['one product twice', [0, 0].map(() => ({ productId: ada, quantity: 1 })), 'body.items'],
    ['no pieces', [{ productId: ada, quantity: 0 }], 'body.items[0].quantity'],
    ['too many pieces', [{ productId: ada, quantity: 1_001 }], 'body.items[0].quantity'],
    ['half a piece', [{ productId: ada, quantity: 0.5 }], 'body.items[0].quantity'],
    ['no product', [{ quantity: 1 }], 'body.items[0].productId'],
    ['a list', 'everything', 'body.items'],
  ])('with %s is refused', async (_, items, path) => {
    const { status, body } = await order<ProblemBody>(items);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path, message: expect.any(String) }]);
  });

  test('needs a key and a token', async () => {
    const body = { items: [{ productId: stage.offer().productId, quantity: 1 }] };
    expect(await stage.ask<ProblemBody>('POST /orders', { userId: ada, body })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'headers.idempotency-key' }] },
    });
    const headers = { 'idempotency-key': 'k' };
    expect(await stage.ask('POST /orders', { body, headers })).toMatchObject({ status: 401 });
  });

  test('writes order, saga, messages and answer in one statement, and nothing of it when the claim is lost', async () => {
    const key = randomUUID();
    let answer: () => void = () => undefined;
    stage.quote.delay = new Promise((resolve) => {
      answer = resolve;
    });
    const { calls } = stage.quote;
    const user = randomUUID();
    const placing = order([{ productId: stage.offer().productId, quantity: 1 }], key, user);
    while (stage.quote.calls === calls) {
      await new Promise(setImmediate);
    }
    await stage.database.execute({
      text: 'update idempotency set claim = gen_random_uuid() where user_id = $1',
      values: [user],
    });
    answer();
    expect(await placing).toMatchObject({ status: 409, body: { code: 'idempotency-in-flight' } });
    const remains = `select 1 from saga where key not in (select id::text from customer_order)
      union all select 1 from outbox where aggregate_id not in (select id::text from customer_order)
      union all select 1 from order_history where order_id not in (select id from customer_order)`;
    expect(await stage.database.query(remains)).toEqual([]);
    expect(await ordersOf(user)).toBe(0);
  });
});
