import { randomUUID } from 'node:crypto';
import { eventually } from '@flotilla/runtime/testing';
import { type Answer, type Command, happily } from './testing/neighbours';
import { type Answered, type OrderBody, Stage } from './testing/stage';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

beforeEach(() => {
  stage.neighbours.answer = happily;
});

afterAll(() => stage.close());

const ada = randomUUID();
const statusesOf = ({ history }: OrderBody): string[] => history.map(({ status }) => status);
const cancel = (orderId: string, userId = ada): Promise<Answered> =>
  stage.ask(`POST /orders/${orderId}/cancel`, { userId });

/** Everything goes well but for these commands. */
function but(exceptions: Record<string, (command: Command) => Answer | undefined>): void {
  stage.neighbours.answer = (command) =>
    command.name in exceptions ? exceptions[command.name]?.(command) : happily(command);
}

const silent = (): undefined => undefined;
const refused =
  (reason: 'insufficient-stock' | 'reservation-expired') =>
  ({ orderId }: Command): Answer => ['products.v1.stock.refused', { orderId, reason }];
const declined = ({ orderId }: Command): Answer => ['payments.v1.payment.declined', { orderId, reason: 'refused' }];

describe('an order', () => {
  test('is reserved, paid and confirmed, and its history shows when', async () => {
    const { id, total } = await stage.place(ada);
    const order = await stage.until(id, 'confirmed');
    expect(statusesOf(order)).toEqual(['pending', 'reserved', 'paid', 'confirmed']);
    expect(stage.neighbours.about(id)).toEqual(['products.reserve', 'payments.take', 'products.commit']);
    expect(
      stage.neighbours.received.find(({ name, orderId }) => orderId === id && name === 'payments.take'),
    ).toMatchObject({ data: { orderId: id, ...total } });
    await eventually(async () => expect(await stage.published(id)).toEqual(['placed', 'confirmed']));
    expect(await cancel(id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test('is rejected where there is not enough stock', async () => {
    but({ 'products.reserve': refused('insufficient-stock') });
    const { id } = await stage.place(ada);
    expect(await stage.until(id, 'rejected')).toMatchObject({ reason: 'insufficient-stock' });
    await eventually(async () => expect(await stage.published(id)).toEqual(['placed', 'rejected']));
    expect(await cancel(id)).toMatchObject({ status: 409 });
  });

  test('gives its stock back where the payment is declined', async () => {
    but({ 'payments.take': declined, 'products.release': silent });
    const { id } = await stage.place(ada);
    expect(await stage.until(id, 'cancelling')).toMatchObject({ reason: 'payment-declined' });
    await stage.neighbours.publish('products.v1.stock.released', { orderId: id });
    const order = await stage.until(id, 'rejected');
    expect(order.reason).toBe('payment-declined');
    expect(statusesOf(order)).toEqual(['pending', 'reserved', 'cancelling', 'rejected']);
  });

  test('gives the money back where its reservation expired', async () => {
    but({ 'products.commit': refused('reservation-expired') });
    const { id } = await stage.place(ada);
    expect(await stage.until(id, 'rejected')).toMatchObject({ reason: 'reservation-expired' });
    expect(stage.neighbours.about(id)).toEqual([
      ...['products.reserve', 'payments.take', 'products.commit'],
      'payments.refund',
    ]);
  });

  test('takes no harm from answers that come twice, late or for nobody', async () => {
    const { id } = await stage.place(ada);
    await stage.until(id, 'confirmed');
    for (const orderId of [id, id, randomUUID()]) {
      await stage.neighbours.publish('products.v1.stock.refused', { orderId, reason: 'reservation-expired' });
      await stage.neighbours.publish('payments.v1.payment.refunded', { orderId, amount: 0 });
    }
    // Handled after them, by the same consumers.
    await stage.until((await stage.place(ada)).id, 'confirmed');
    expect(statusesOf(await stage.until(id, 'confirmed'))).toHaveLength(4);
    expect(await stage.database.query('select * from dead_letter')).toEqual([]);
  });
});

describe('a step that is not answered', () => {
  test('is asked for again', async () => {
    but({ 'products.reserve': silent });
    const { id } = await stage.place(ada);
    await stage.untilAsked(id, 'products.reserve');
    but({});
    stage.advance(61);
    await stage.untilAsked(id, 'products.reserve', 2);
    await stage.until(id, 'confirmed');
  });

  test('is given up in the end: what may have been done is undone, asked for until it is answered', async () => {
    but({ 'payments.take': silent, 'payments.refund': silent });
    const { id } = await stage.place(ada);
    for (const times of [1, 2, 3]) {
      await stage.untilAsked(id, 'payments.take', times);
      stage.advance(61);
    }
    expect(await stage.until(id, 'cancelling')).toMatchObject({ reason: 'timed-out' });
    await stage.untilAsked(id, 'products.release');
    await eventually(async () => {
      const saga = await stage.database.first({ text: 'select data from saga where key = $1', values: [id] });
      expect(saga).toMatchObject({ data: { open: ['refund-payment'] } });
    });
    for (const times of [1, 2, 3, 4]) {
      await stage.untilAsked(id, 'payments.refund', times);
      stage.advance(10 * 61);
    }
    await stage.neighbours.publish('payments.v1.payment.refunded', { orderId: id, amount: 2_500, currency: 'EUR' });
    const order = await stage.until(id, 'rejected');
    expect(order.reason).toBe('timed-out');
    expect(statusesOf(order)).toEqual(['pending', 'reserved', 'cancelling', 'rejected']);
    expect(stage.neighbours.about(id).filter((name) => name === 'products.release')).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  test.each([
    ['pending', 'products.reserve', ['products.release']],
    ['reserved', 'payments.take', ['payments.refund', 'products.release']],
    ['paid', 'products.commit', ['payments.refund', 'products.release']],
  ] as const)(
    'of a %s order undoes what was done, and repeated does nothing more',
    async (status, waitsFor, undone) => {
      but({ [waitsFor]: silent, 'products.release': silent });
      const { id } = await stage.place(ada);
      await stage.until(id, status);
      await stage.untilAsked(id, waitsFor);
      expect(await cancel(id)).toMatchObject({ status: 202, body: { id, status: 'cancelling', reason: null } });
      expect(await cancel(id)).toMatchObject({ status: 202, body: { status: 'cancelling' } });
      await stage.untilAsked(id, 'products.release');
      await stage.neighbours.publish('products.v1.stock.released', { orderId: id });
      expect(await stage.until(id, 'cancelled')).toMatchObject({ reason: null });
      expect(await cancel(id)).toMatchObject({ status: 202, body: { status: 'cancelled' } });
      const asked = stage.neighbours.about(id);
      expect(asked.slice(-undone.length).sort()).toEqual(undone);
      await eventually(async () => expect(await stage.published(id)).toEqual(['placed', 'cancelled']));
    },
  );

  test('races with the way forward: the order ends confirmed or cancelled, never both', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => stage.place(ada)));
    const answers = await Promise.all(
      orders.map(async ({ id }, index) => {
        await eventually(async () => stage.neighbours.about(id).length >= index % 4);
        return cancel(id);
      }),
    );
    for (const [index, { id }] of orders.entries()) {
      const status = answers[index]?.status;
      expect([202, 409]).toContain(status);
      await stage.until(id, status === 409 ? 'confirmed' : 'cancelled');
      const end = status === 409 ? 'confirmed' : 'cancelled';
      await eventually(async () => expect(await stage.published(id)).toEqual(['placed', end]));
      expect(stage.neighbours.about(id).includes('products.release')).toBe(status === 202);
    }
  });

  test('is for the owner and for administrators', async () => {
    but({ 'products.reserve': silent });
    const { id } = await stage.place(ada);
    expect(await cancel(id, randomUUID())).toMatchObject({ status: 404 });
    expect(await stage.ask(`POST /orders/${id}/cancel`)).toMatchObject({ status: 401 });
    const admin = { userId: randomUUID(), roles: ['admin'] };
    expect(await stage.ask(`POST /orders/${id}/cancel`, admin)).toMatchObject({ status: 202 });
    expect(await stage.ask(`POST /orders/${randomUUID()}/cancel`, admin)).toMatchObject({ status: 404 });
  });
});

describe('a deleted user', () => {
  test('is in no order any more, and what is not decided is cancelled', async () => {
    const grace = randomUUID();
    const done = await stage.place(grace);
    await stage.until(done.id, 'confirmed');
    but({ 'payments.take': silent });
    const open = await stage.place(grace);
    await stage.until(open.id, 'reserved');
    await stage.neighbours.publish('users.v1.user.deleted', { userId: grace });
    await stage.until(open.id, 'cancelled');
    expect(await stage.until(done.id, 'confirmed')).toMatchObject({ total: done.total });
    for (const { id } of [done, open]) {
      expect(await stage.ask(`GET /orders/${id}`, { userId: grace })).toMatchObject({ status: 404 });
    }
    expect(await stage.ask('GET /orders', { userId: grace })).toMatchObject({ body: { items: [] } });
    // All that is left is the note that the account is gone.
    const tables = await stage.database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const mentions = await Promise.all(
      tables.map(async ({ name }) => {
        const text = `select 1 from "${name}" as row where row::text like $1`;
        const rows = await stage.database.query({ text, values: [`%${grace}%`] });
        return rows.length > 0 ? name : undefined;
      }),
    );
    expect(mentions.filter(Boolean)).toEqual(['deleted_user']);
  });

  test('places no order any more, not even one that is under way', async () => {
    const grace = randomUUID();
    let quoted: () => void = () => undefined;
    stage.quote.delay = new Promise((resolve) => {
      quoted = resolve;
    });
    const { calls } = stage.quote;
    const place = () =>
      stage.ask('POST /orders', {
        userId: grace,
        body: { items: [{ productId: stage.offer().productId, quantity: 1 }] },
        headers: { 'idempotency-key': randomUUID() },
      });
    const underWay = place();
    await eventually(() => stage.quote.calls > calls);
    await stage.neighbours.publish('users.v1.user.deleted', { userId: grace });
    await eventually(async () => {
      const left = { text: 'select from idempotency where user_id = $1', values: [grace] };
      expect(await stage.database.query(left)).toEqual([]);
    });
    quoted();
    for (const answer of [await underWay, await place()]) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
    const orders = { text: 'select from customer_order where owner_id = $1', values: [grace] };
    expect(await stage.database.query(orders)).toEqual([]);
  });
});

test('metrics show sagas by their step', async () => {
  but({ 'products.reserve': silent });
  await stage.place(ada);
  const { adminUrl } = stage.replicas[0]!;
  expect(await (await fetch(`${adminUrl}/metrics`)).text()).toMatch(
    /sagas_active\{type="order",step="pending"[^}]*\} [1-9]/,
  );
});
