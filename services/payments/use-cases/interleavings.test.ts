import type { OutgoingMessage, Transaction } from '@flotilla/runtime';
import fc from 'fast-check';
import type { Answer, ChargeOutcome, Payment } from '../domain/payment';
import type { PaymentProvider } from '../provider';
import type { Payments } from '../store/payments';
import { refundPayment } from './refund-payment';
import { takePayment } from './take-payment';

/*
 * Takes and refunds of one order in every order that their steps can have, with crashes between them. A store and a
 * provider in memory stand for what SQL and the ledger promise one statement at a time.
 */

const orderId = '00000000-0000-7000-8000-000000000001';
const amount = 500;
const currency = 'EUR';

class Crash extends Error {}

interface World {
  payment: Payment | undefined;
  provider: { outcome: ChargeOutcome; held: number; given: number } | undefined;
  charges: number;
  /** In the order of their commits. */
  readonly answers: Answer[];
}

/** @param step waits for its turn, or crashes */
function storeOf(world: World, step: () => Promise<void>): Payments {
  return {
    async open(charge) {
      await step();
      const isNew = world.payment === undefined;
      world.payment ??= { ...charge, status: 'pending' };
      return { payment: world.payment, isNew };
    },
    async findOrCancel() {
      await step();
      world.payment ??= { orderId, status: 'cancelled' };
      return world.payment;
    },
    async settle(_, payment, from, answer) {
      if (world.payment === undefined || !from.includes(world.payment.status)) {
        return false;
      }
      world.payment = payment;
      world.answers.push(answer.data as Answer);
      return true;
    },
    lock: async () => world.payment as Payment,
    async tell(_, answer) {
      world.answers.push(answer.data as Answer);
    },
  };
}

function providerOf(world: World, step: () => Promise<void>): PaymentProvider {
  const asked = async <T>(act: () => T): Promise<T> => {
    await step();
    const result = act();
    await step();
    return result;
  };
  return {
    charge: () =>
      asked(() => {
        if (world.provider === undefined) {
          world.charges += 1;
          world.provider = { outcome: 'charged', held: amount, given: 0 };
        }
        return world.provider.outcome;
      }),
    lookUp: () => asked(() => world.provider?.outcome),
    refund: () =>
      asked(() => {
        const { held = 0, given = 0 } = world.provider ?? {};
        world.provider = { outcome: 'reversed', held: 0, given: given + held };
        return { amount: world.provider.given };
      }),
  };
}

async function play(
  scheduler: fc.Scheduler,
  commands: readonly ('take' | 'refund')[],
  crashes: readonly boolean[],
): Promise<World> {
  const world: World = { payment: undefined, provider: undefined, charges: 0, answers: [] };
  const left = [...crashes];
  const step = async (): Promise<void> => {
    await scheduler.schedule(Promise.resolve());
    if (left.pop() === true) {
      throw new Crash();
    }
  };
  const dependencies = {
    payments: storeOf(world, step),
    provider: providerOf(world, step),
    messageFor: (answer: Answer) => ({ data: answer }) as OutgoingMessage,
    newId: () => 'payment',
  };
  const context = {
    cause: { correlationId: orderId },
    signal: new AbortController().signal,
    commit: async (effect: (transaction: Transaction) => Promise<void>) => {
      await step();
      await effect({} as Transaction);
    },
  };
  const handle = {
    take: () => takePayment(dependencies)({ orderId, amount, currency }, context),
    refund: () => refundPayment(dependencies)({ orderId }, context),
  };
  const untilDone = async (command: 'take' | 'refund'): Promise<void> => {
    try {
      await handle[command]();
    } catch (error) {
      if (!(error instanceof Crash)) {
        throw error;
      }
      await untilDone(command); // As the broker does: the message comes again.
    }
  };
  const done = Promise.all(commands.map(untilDone));
  await scheduler.waitFor(done);
  return world;
}

test('however takes and refunds of an order interleave and crash, it is charged at most once and given back in full', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('take' as const, 'refund' as const), { minLength: 1, maxLength: 4 }),
      fc.array(fc.boolean(), { maxLength: 8 }),
      async (scheduler, commands, crashes) => {
        const { payment, provider, charges, answers } = await play(scheduler, commands, crashes);
        expect(charges).toBeLessThanOrEqual(1);
        expect(answers).toHaveLength(commands.length);
        if (commands.includes('refund')) {
          expect(provider?.held ?? 0).toBe(0);
          expect(['refunded', 'cancelled']).toContain(payment?.status);
          const given = provider?.given ?? 0;
          for (const answer of answers) {
            expect(answer.type === 'refunded' ? answer.amount : given).toBe(given);
          }
          const firstRefund = answers.findIndex(({ type }) => type === 'refunded');
          expect(answers.slice(firstRefund).some(({ type }) => type === 'paid')).toBe(false);
        } else {
          expect(provider).toEqual({ outcome: 'charged', held: amount, given: 0 });
          expect(answers.every(({ type }) => type === 'paid')).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
