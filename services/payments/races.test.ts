import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@flotilla/runtime/testing';
import type { PaymentProvider } from './provider';
import { PaymentsFixture } from './testing/payments-fixture';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.create();
});

afterEach(() => payments.stop());
afterAll(() => payments.close());

function latch(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Holds the next charge before or after it takes place. */
function heldCharge(when: 'before' | 'after') {
  const reached = latch();
  const gate = latch();
  const around = (provider: PaymentProvider): PaymentProvider => ({
    ...provider,
    async charge(request, signal) {
      const landed = when === 'after' ? await provider.charge(request, signal) : undefined;
      reached.open();
      await gate.opened;
      return landed ?? (await provider.charge(request, signal));
    },
  });
  return { around, reached: reached.opened, release: gate.open };
}

test('a refund that comes while the charge is on its way closes the door to it', async () => {
  const { around, reached, release } = heldCharge('before');
  await payments.start(around);
  const orderId = randomUUID();
  const take = await payments.take(orderId, 800);
  await reached;
  const refund = await payments.send('refund', { orderId }, randomUUID());
  expect((await payments.answerTo(refund)).data).toEqual({ orderId, amount: 0 });
  release();
  expect(await payments.answerTo(take)).toMatchObject({ type: 'declined', data: { reason: 'cancelled' } });
  expect(await payments.ledger(orderId)).toMatchObject([{ status: 'reversed', amount: null }]);
});

test('a refund that comes between charge and commit gives the money back, and the take is declined', async () => {
  const { around, reached, release } = heldCharge('after');
  await payments.start(around);
  const orderId = randomUUID();
  const take = await payments.take(orderId, 800);
  await reached;
  const refund = await payments.send('refund', { orderId }, randomUUID());
  expect((await payments.answerTo(refund)).data).toEqual({ orderId, amount: 800, currency: 'EUR' });
  release();
  expect(await payments.answerTo(take)).toMatchObject({ type: 'declined', data: { reason: 'cancelled' } });
  expect(await payments.statusOf(orderId)).toBe('refunded');
  expect(await payments.ledger(orderId)).toEqual([{ status: 'refunded', amount: '800', requests: 1 }]);
});

test('two instances with takes and refunds of the same orders: charged once, and given back where refunded', async () => {
  const jittery = (provider: PaymentProvider): PaymentProvider => {
    const jitter = (): Promise<void> => delay(Math.random() * 20);
    return {
      lookUp: (key, signal) => jitter().then(() => provider.lookUp(key, signal)),
      charge: (request, signal) =>
        jitter()
          .then(() => provider.charge(request, signal))
          .finally(jitter),
      refund: (request, signal) =>
        jitter()
          .then(() => provider.refund(request, signal))
          .finally(jitter),
    };
  };
  await Promise.all([payments.start(jittery), payments.start(jittery)]);

  const amounts = [1_000, 1_013, 0, 1_000, 1_000];
  const orders = Array.from({ length: 40 }, (_, n) => ({
    orderId: randomUUID(),
    amount: amounts[n % amounts.length]!,
    refunded: n % 4 !== 0,
  }));
  // Aggregates of their own, so that the commands of an order also meet within one instance.
  const sent = await Promise.all(
    orders.map(async ({ orderId, amount, refunded }) => {
      const take = (): Promise<string> => payments.send('take', { orderId, amount, currency: 'EUR' }, randomUUID());
      const refund = (): Promise<string> => payments.send('refund', { orderId }, randomUUID());
      const commands = [take, ...(refunded ? [refund, refund] : []), take].sort(() => Math.random() - 0.5);
      return Promise.all(commands.map((command) => command()));
    }),
  );
  const commands = sent.flat();
  const events = await eventually(async () => {
    const answers = (await payments.events()).filter(({ causationId }) => commands.includes(causationId ?? ''));
    return new Set(answers.map(({ causationId }) => causationId)).size === commands.length ? answers : false;
  }, 30_000);
  expect(events).toHaveLength(commands.length);

  for (const { orderId, amount, refunded } of orders) {
    const own = events.filter(({ data }) => data.orderId === orderId);
    const ledger = await payments.ledger(orderId);
    expect(ledger.length).toBeLessThanOrEqual(1);
    const [charge] = ledger;
    if (refunded) {
      expect(charge?.status).not.toBe('charged');
      const given = charge?.status === 'refunded' ? amount : 0;
      const answers = own.filter(({ type }) => type === 'refunded');
      expect(answers.map(({ data }) => data.amount)).toEqual([given, given]);
      expect(own.at(-1)?.type).not.toBe('paid');
    } else {
      const type = amount === 1_013 ? 'declined' : 'paid';
      expect(own.map((event) => event.type)).toEqual([type, type]);
      expect(charge?.status).toBe(amount === 0 ? undefined : amount === 1_013 ? 'declined' : 'charged');
    }
  }
});
