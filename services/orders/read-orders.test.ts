import { randomUUID } from 'node:crypto';
import { forgetConsumer } from '@flotilla/runtime';
import { createStreams, eventually } from '@flotilla/runtime/testing';
import type { Offer } from './domain/pricing';
import { declaration } from './service';
import { happily } from './testing/neighbours';
import { type Ask, type OrderBody, Stage } from './testing/stage';

interface PageBody {
  readonly items: OrderBody[];
  readonly nextCursor: string | null;
}

let stage: Stage;
const ada = randomUUID();
const admin = { userId: randomUUID(), roles: ['admin'] };

beforeAll(async () => {
  stage = await Stage.open();
});

beforeEach(() => {
  stage.neighbours.answer = happily;
});

afterAll(() => stage.close());

const silence = (): void => {
  stage.neighbours.answer = () => undefined;
};

describe('an order', () => {
  test('is shown to its owner and to administrators, and does not exist for anybody else', async () => {
    const { id } = await stage.place(ada);
    const statuses = async (path: string) =>
      Promise.all(
        [{ userId: ada }, admin, { userId: randomUUID() }, {}].map(
          async (who) => (await stage.fetch(path, who)).status,
        ),
      );
    await stage.until(id, 'confirmed');
    expect(await statuses(`GET /orders/${id}`)).toEqual([200, 200, 404, 401]);
    expect(await statuses(`GET /orders/${id}/events`)).toEqual([200, 200, 404, 401]);
    expect(await statuses(`GET /orders/${randomUUID()}`)).toEqual([404, 404, 404, 401]);
    expect(await statuses('GET /orders/1')).toEqual([400, 400, 400, 401]);
  });
});

describe('the list of orders', () => {
  const grace = randomUUID();
  const list = (query = '', ask: Ask = { userId: grace }) => stage.ask<PageBody>(`GET /orders${query}`, ask);
  let ids: string[];

  beforeAll(async () => {
    stage.neighbours.answer = happily;
    ids = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift((await stage.place(grace)).id);
    }
    await Promise.all(ids.map((id) => stage.until(id, 'confirmed')));
    silence();
    ids.unshift((await stage.place(grace)).id);
  });

  test('has the own ones, newest first, also for an administrator', async () => {
    const { body } = await list();
    expect(body.items.map(({ id }) => id)).toEqual(ids);
    expect(body.nextCursor).toBeNull();
    expect((await list('', admin)).body.items).toEqual([]);
    expect(await list('', {})).toMatchObject({ status: 401 });
  });

  test('comes in pages, to which a new order adds nothing', async () => {
    silence();
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: PageBody } = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      found.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
      ids.unshift((await stage.place(grace)).id);
    }
    expect(found).toEqual(ids.slice(-6));
  });

  test('can be had by status', async () => {
    const { body } = await list('?status=confirmed&limit=3');
    expect(body.items.map(({ id }) => id)).toEqual(ids.slice(-5, -2));
    const rest = await list(`?status=confirmed&cursor=${body.nextCursor}`);
    expect(rest.body.items.map(({ id }) => id)).toEqual(ids.slice(-2));
  });

  test.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=x', '?cursor=e30', '?status=lost'])(
    'is refused with %s',
    async (query) => {
      expect(await list(query)).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    },
  );
});

describe('the catalogue', () => {
  const tell = (kind: 'created' | 'changed', { productId, ...product }: Offer, version: number): Promise<void> =>
    stage.neighbours.publish(
      `products.v1.product.${kind}`,
      { productId, ...product, sku: 'sku', tags: [] },
      { id: productId, version },
    );
  const productOf = async (orderId: string) =>
    (await stage.ask(`GET /orders/${orderId}`, { userId: ada })).body.items[0]?.product;

  test('shows what has become of an ordered product, whatever order the news came in', async () => {
    const mug = stage.offer();
    const { id, items } = await stage.place(ada, 1, mug.productId);
    expect(items[0]).not.toHaveProperty('product');
    expect(await productOf(id)).toBeUndefined();
    const archived: Offer = { ...mug, name: 'Old mug', price: { amount: 900, currency: 'EUR' }, status: 'archived' };
    await tell('changed', archived, 3);
    await tell('created', mug, 1);
    const shown = { name: 'Old mug', price: archived.price, status: 'archived' };
    await eventually(async () => expect(await productOf(id)).toEqual(shown));
    await tell('changed', { ...mug, name: 'Newer mug' }, 2);
    await tell('changed', { ...archived, status: 'active' }, 4);
    await eventually(async () => expect(await productOf(id)).toEqual({ ...shown, status: 'active' }));
    const { body } = await stage.ask<PageBody>('GET /orders', { userId: ada });
    expect(body.items.find((order) => order.id === id)?.items[0]).toMatchObject({
      name: 'Mug',
      unitPrice: mug.price,
      product: { name: 'Old mug' },
    });
  });

  test('can be built anew from the stream', async () => {
    const mug = stage.offer();
    await tell('created', mug, 1);
    const read = () => stage.database.query('select * from catalogue order by product_id');
    await eventually(async () =>
      expect(await read()).toContainEqual(expect.objectContaining({ product_id: mug.productId })),
    );
    const before = await read();
    await stage.replicas.splice(0)[0]?.stop();
    await stage.database.execute('truncate catalogue');
    await forgetConsumer(stage.database, 'orders-catalogue');
    await stage.broker.manager.consumers.delete('PRODUCTS', 'orders-catalogue');
    await createStreams(stage.broker.manager, [declaration]);
    await stage.startReplica();
    await eventually(async () => expect(await read()).toEqual(before));
  });
});
