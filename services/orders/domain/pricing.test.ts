import { TakePayment } from '@flotilla/payments/contract';
import { maximumTotal, type Offer, priceOrder } from './pricing';

const mug: Offer = { productId: 'mug', name: 'Mug', price: { amount: 1_250, currency: 'EUR' }, status: 'active' };
const tea: Offer = { ...mug, productId: 'tea', name: 'Tea', price: { amount: 300, currency: 'EUR' } };

test('an order costs what its products are offered for at this moment', () => {
  const lines = [
    { productId: 'mug', quantity: 2 },
    { productId: 'tea', quantity: 5 },
  ];
  expect(priceOrder(lines, [tea, mug])).toEqual({
    items: [
      { productId: 'mug', name: 'Mug', quantity: 2, unitPrice: mug.price },
      { productId: 'tea', name: 'Tea', quantity: 5, unitPrice: tea.price },
    ],
    total: { amount: 4_000, currency: 'EUR' },
  });
});

test('everything that cannot be ordered is named with its line', () => {
  const lines = ['mug', 'gone', 'tea', 'unknown'].map((productId) => ({ productId, quantity: 1 }));
  const offers: Offer[] = [
    mug,
    { ...mug, productId: 'gone', status: 'archived' },
    { ...tea, price: { amount: 300, currency: 'USD' } },
  ];
  expect(priceOrder(lines, offers)).toEqual({
    refusals: [
      { line: 1, message: 'is no longer sold' },
      { line: 2, message: expect.stringContaining('in USD') },
      { line: 3, message: 'is no product of this shop' },
    ],
  });
});

test('an order of nothing that is known has no total', () => {
  expect(priceOrder([{ productId: 'unknown', quantity: 1 }], [])).toEqual({
    refusals: [{ line: 0, message: 'is no product of this shop' }],
  });
});

test('an order costs no more than payments takes at once', () => {
  const dear: Offer = { ...mug, price: { amount: 1_000_000_000, currency: 'EUR' } };
  expect(priceOrder([{ productId: 'mug', quantity: 1_000 }], [dear])).toMatchObject({
    total: { amount: maximumTotal },
  });
  const more = [
    { productId: 'mug', quantity: 1_000 },
    { productId: 'tea', quantity: 1 },
  ];
  expect(priceOrder(more, [dear, tea])).toEqual({ refusals: [{ message: expect.stringContaining('order in parts') }] });
  const order = { orderId: '01890000-0000-7000-8000-000000000001', currency: 'EUR' };
  expect(TakePayment.safeParse({ ...order, amount: maximumTotal }).success).toBe(true);
  expect(TakePayment.safeParse({ ...order, amount: maximumTotal + 1 }).success).toBe(false);
});
