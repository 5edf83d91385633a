import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '@flotilla/runtime/testing';
import { type PaymentProvider, ProviderError } from './provider';
import { PaymentsFixture } from './testing/payments-fixture';

let payments: PaymentsFixture;

beforeAll(async () => {
  payments = await PaymentsFixture.create({ ackWaitMs: 1_000 });
});

afterEach(() => payments.stop());
afterAll(() => payments.close());

/** Fails once, before or after the provider has done what it was asked for. */
function failsOnce(operation: 'charge' | 'refund', when: 'before' | 'after', error: Error) {
  let failed = false;
  const failing =
    <Request, Result>(ask: (request: Request, signal: AbortSignal) => Promise<Result>) =>
    async (request: Request, signal: AbortSignal): Promise<Result> => {
      const done = when === 'after' || failed ? await ask(request, signal) : undefined;
      if (done === undefined || !failed) {
        failed = true;
        throw error;
      }
      return done;
    };
  return (provider: PaymentProvider): PaymentProvider => ({
    ...provider,
    [operation]: failing<never, unknown>(provider[operation]),
  });
}

test('a process that is killed between charge and commit has charged once, and the next one says so', async () => {
  const killed = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', join(__dirname, 'main.ts')], {
    stdio: 'ignore',
    env: { ...process.env, ...payments.environment({ PROVIDER_TIMEOUT_MS: '60000' }) },
  });
  const orderId = randomUUID();
  const command = await payments.take(orderId, 1_017); // The provider charges and withholds its answer.
  try {
    await eventually(async () => (await payments.ledger(orderId)).length === 1);
    expect(await payments.statusOf(orderId)).toBe('pending');
  } finally {
    const exited = once(killed, 'exit');
    killed.kill('SIGKILL');
    await exited;
  }

  await payments.start();
  expect(await payments.answerTo(command)).toMatchObject({ type: 'paid', data: { orderId, amount: 1_017 } });
  expect(await payments.ledger(orderId)).toEqual([{ status: 'charged', amount: '1017', requests: 1 }]);
});

test.each([
  ['is unavailable', 'before', new ProviderError('503', 'none')],
  ['has charged and fails', 'after', new ProviderError('connection reset', 'unknown')],
  ['has charged and the process fails', 'after', new Error('out of memory')],
] as const)('a take that finds a provider that %s is paid later, with one charge', async (_, when, error) => {
  await payments.start(failsOnce('charge', when, error));
  const orderId = randomUUID();
  const command = await payments.take(orderId, 700);
  expect(await payments.answerTo(command)).toMatchObject({ type: 'paid' });
  expect(await payments.ledger(orderId)).toEqual([{ status: 'charged', amount: '700', requests: 1 }]);
});

test.each(['before', 'after'] as const)(
  'a refund that fails %s the provider has given the money back is answered later, with the amount',
  async (when) => {
    await payments.start(failsOnce('refund', when, new ProviderError('connection reset', 'unknown')));
    const orderId = randomUUID();
    await payments.answerTo(await payments.take(orderId, 700));
    expect(await payments.answerTo(await payments.refund(orderId))).toMatchObject({
      type: 'refunded',
      data: { amount: 700 },
    });
    expect(await payments.ledger(orderId)).toEqual([{ status: 'refunded', amount: '700', requests: 1 }]);
  },
);

test('a charge whose take never came back is given back by a refund', async () => {
  await payments.start(failsOnce('charge', 'after', new ProviderError('connection reset', 'unknown')));
  const orderId = randomUUID();
  const take = await payments.take(orderId, 700);
  await eventually(async () => (await payments.ledger(orderId)).length === 1);
  const refund = await payments.refund(orderId); // Overtakes the take, which comes again a second later.
  expect(await payments.answerTo(refund)).toMatchObject({ type: 'refunded', data: { amount: 700, currency: 'EUR' } });
  expect(await payments.answerTo(take)).toMatchObject({ type: 'declined', data: { reason: 'cancelled' } });
  expect(await payments.ledger(orderId)).toMatchObject([{ status: 'refunded' }]);
});
