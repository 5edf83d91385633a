import { randomUUID } from 'node:crypto';
import { eventually } from '@flotilla/runtime/testing';
import { happily } from './testing/neighbours';
import { type Ask, type OrderBody, Stage } from './testing/stage';

interface Shown {
  readonly id: string;
  readonly order: OrderBody;
}

let stage: Stage;
const ada = randomUUID();

beforeAll(async () => {
  stage = await Stage.open();
});

beforeEach(() => {
  stage.neighbours.answer = happily;
});

afterAll(() => stage.close());

const hold = (): void => {
  stage.neighbours.answer = () => undefined;
};
const follow = (orderId: string, ask: Ask = {}): Promise<Response> =>
  stage.fetch(`GET /orders/${orderId}/events`, { userId: ada, ...ask });

/** Events as they arrive; ends with the stream. */
async function* eventsOf(response: Response): AsyncGenerator<Shown> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() as string;
    for (const block of blocks) {
      const match = /^id: (.+)\ndata: (.+)$/m.exec(block);
      if (match !== null) {
        yield { id: match[1] as string, order: JSON.parse(match[2] as string) };
      }
    }
  }
}

async function statusesOf(response: Response): Promise<string[]> {
  const statuses: string[] = [];
  for await (const { id, order } of eventsOf(response)) {
    expect(order.history).toHaveLength(Number(id));
    expect(order.history.at(-1)?.status).toBe(order.status);
    statuses.push(order.status);
  }
  return statuses;
}

test('shows an order as it is, each change of it, and ends with it', async () => {
  hold();
  const { id } = await stage.place(ada);
  const response = await follow(id);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const events = eventsOf(response);
  const first = await events.next();
  expect(first.value).toMatchObject({ id: '1', order: { id, status: 'pending' } });
  await stage.untilAsked(id, 'products.reserve');
  stage.neighbours.answer = happily;
  await stage.neighbours.publish('products.v1.stock.reserved', {
    orderId: id,
    reservedUntil: new Date().toISOString(),
  });
  const rest: string[] = [];
  for await (const { order } of events) {
    rest.push(order.status);
  }
  expect(rest).toEqual(['reserved', 'paid', 'confirmed']);
});

test('shows the reason from the moment that the order goes back', async () => {
  stage.neighbours.answer = (command) =>
    command.name === 'payments.take'
      ? ['payments.v1.payment.declined', { orderId: command.orderId, reason: 'refused' }]
      : happily(command);
  const { id } = await stage.place(ada);
  await stage.until(id, 'rejected');
  const reasons: unknown[] = [];
  for await (const { order } of eventsOf(await follow(id, { headers: { 'last-event-id': '1' } }))) {
    reasons.push([order.status, order.reason]);
  }
  expect(reasons).toEqual([
    ['reserved', null],
    ['cancelling', 'payment-declined'],
    ['rejected', 'payment-declined'],
  ]);
});

test('goes on where a client was before; at the end it shows at least that', async () => {
  const { id } = await stage.place(ada);
  await stage.until(id, 'confirmed');
  const since = async (lastEventId: string) =>
    statusesOf(await follow(id, { headers: { 'last-event-id': lastEventId } }));
  expect(await statusesOf(await follow(id))).toEqual(['confirmed']);
  expect(await since('2')).toEqual(['paid', 'confirmed']);
  for (const strange of ['4', '99', '0', '-1', 'x']) {
    expect(await since(strange)).toEqual(['confirmed']);
  }
});

test('shows what another replica has changed', async () => {
  hold();
  const other = await stage.startReplica();
  const orders = await Promise.all(Array.from({ length: 6 }, () => stage.place(ada)));
  const followed = orders.map(async ({ id }, index) =>
    statusesOf(await follow(id, index % 2 === 0 ? {} : { replica: other })),
  );
  // The requests that cancel reach the first replica alone.
  await Promise.all(orders.map(({ id }) => stage.untilAsked(id, 'products.reserve')));
  stage.neighbours.answer = happily;
  for (const { id } of orders) {
    await stage.ask(`POST /orders/${id}/cancel`, { userId: ada });
  }
  for (const statuses of await Promise.all(followed)) {
    expect(statuses.slice(-2)).toEqual(['cancelling', 'cancelled']);
  }
});

test('is not for ever more streams of one user, who has a place again when one ends', async () => {
  hold();
  const grace = randomUUID();
  const { id } = await stage.place(grace);
  const leaving = new AbortController();
  const open = (signal?: AbortSignal): Promise<Response> =>
    stage.fetch(`GET /orders/${id}/events`, { userId: grace, signal });
  const streams = await Promise.all(
    Array.from({ length: 10 }, (_, index) => open(index === 0 ? leaving.signal : undefined)),
  );
  expect(streams.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const refused = await open();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await follow(id, { roles: ['admin'] })).status).toBe(200);
  leaving.abort();
  await eventually(async () => expect((await open()).status).toBe(200));
  stage.neighbours.answer = happily;
  await stage.ask(`POST /orders/${id}/cancel`, { userId: grace });
  await Promise.all(streams.slice(1).map((response) => statusesOf(response)));
});
