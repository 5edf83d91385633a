import { randomUUID } from 'node:crypto';
import { eventually } from '@flotilla/runtime/testing';
import { PaymentsFixture } from './testing/payments-fixture';

describe('payments', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await PaymentsFixture.create();
    await payments.start();
  });

  afterAll(() => payments.close());

  test('takes the money of an order and answers its command', async () => {
    const orderId = randomUUID();
    const command = await payments.take(orderId, 1_250);
    const answer = await payments.answerTo(command);
    expect(answer).toMatchObject({
      type: 'paid',
      data: { orderId, amount: 1_250, currency: 'EUR', paymentId: expect.any(String) },
      correlationId: `flow of ${orderId}`,
    });
    expect(await payments.ledger(orderId)).toEqual([{ status: 'charged', amount: '1250', requests: 1 }]);
  });

  test('charges once however often take comes, and gives the same answer each time', async () => {
    const orderId = randomUUID();
    const commands = await Promise.all([1, 2, 3].map(() => payments.take(orderId, 900)));
    commands.push(await payments.take(orderId, 900));
    const answers = await Promise.all(commands.map((command) => payments.answerTo(command)));
    const [first] = answers;
    expect(first).toMatchObject({ type: 'paid' });
    for (const { type, data } of answers) {
      expect({ type, data }).toEqual({ type: first!.type, data: first!.data });
    }
    expect(await payments.ledger(orderId)).toEqual([{ status: 'charged', amount: '900', requests: 1 }]);
  });

  test('is declined for an amount ending in 13, again and again', async () => {
    const orderId = randomUUID();
    for (const command of [await payments.take(orderId, 1_013), await payments.take(orderId, 1_013)]) {
      expect(await payments.answerTo(command)).toMatchObject({
        type: 'declined',
        data: { orderId, reason: 'refused' },
      });
    }
    expect(await payments.ledger(orderId)).toMatchObject([{ status: 'declined', requests: 1 }]);
    const { type, data } = await payments.answerTo(await payments.refund(orderId));
    expect({ type, data }).toEqual({ type: 'refunded', data: { orderId, amount: 0 } });
  });

  test('looks a charge up whose answer got lost (17), instead of charging again', async () => {
    const orderId = randomUUID();
    const command = await payments.take(orderId, 2_017);
    await eventually(async () => (await payments.ledger(orderId)).length === 1);
    expect(await payments.statusOf(orderId)).toBe('pending');
    expect(await payments.answerTo(command)).toMatchObject({ type: 'paid', data: { orderId, amount: 2_017 } });
    expect(await payments.ledger(orderId)).toEqual([{ status: 'charged', amount: '2017', requests: 1 }]);
  });

  test('takes and refunds 0 without the provider', async () => {
    const orderId = randomUUID();
    expect(await payments.answerTo(await payments.take(orderId, 0))).toMatchObject({
      type: 'paid',
      data: { amount: 0, currency: 'EUR' },
    });
    expect(await payments.answerTo(await payments.refund(orderId))).toMatchObject({
      type: 'refunded',
      data: { amount: 0, currency: 'EUR' },
    });
    expect(await payments.ledger(orderId)).toEqual([]);
  });

  test('gives back what was taken, once, and takes nothing for that order any more', async () => {
    const orderId = randomUUID();
    await payments.answerTo(await payments.take(orderId, 4_200));
    for (const command of [await payments.refund(orderId), await payments.refund(orderId)]) {
      const { type, data } = await payments.answerTo(command);
      expect({ type, data }).toEqual({ type: 'refunded', data: { orderId, amount: 4_200, currency: 'EUR' } });
    }
    expect(await payments.answerTo(await payments.take(orderId, 4_200))).toMatchObject({
      type: 'declined',
      data: { orderId, reason: 'cancelled' },
    });
    expect(await payments.ledger(orderId)).toEqual([{ status: 'refunded', amount: '4200', requests: 1 }]);
  });

  test('remembers the refund of an order it has never heard of: a take that comes later is declined', async () => {
    const orderId = randomUUID();
    const { type, data } = await payments.answerTo(await payments.refund(orderId));
    expect({ type, data }).toEqual({ type: 'refunded', data: { orderId, amount: 0 } });
    for (const command of [await payments.take(orderId, 100), await payments.take(orderId, 200)]) {
      expect(await payments.answerTo(command)).toMatchObject({
        type: 'declined',
        data: { orderId, reason: 'cancelled' },
      });
    }
    expect(await payments.ledger(orderId)).toEqual([]);
    expect(await payments.answerTo(await payments.refund(orderId))).toMatchObject({
      type: 'refunded',
      data: { amount: 0 },
    });
  });

  test('refuses a take over another amount, and keeps it as a dead letter', async () => {
    const orderId = randomUUID();
    await payments.answerTo(await payments.take(orderId, 500));
    const command = await payments.take(orderId, 501);
    const { rows } = await eventually(async () => {
      const found = await payments.sql.query('select error from dead_letter where message_id = $1', [command]);
      return found.rowCount === 1 ? found : false;
    });
    expect(rows[0].error).toContain(`take of order ${orderId} asks for 501 EUR`);
    expect(await payments.ledger(orderId)).toEqual([{ status: 'charged', amount: '500', requests: 1 }]);
  });
});
