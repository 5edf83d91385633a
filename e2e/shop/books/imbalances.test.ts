import type { Books } from './books';
import { imbalancesOf } from './imbalances';

const items = [{ productId: 'p', quantity: 2 }];

/** One order that was confirmed and one that was declined. */
const balanced: Books = {
  orders: [
    { id: 'a', status: 'confirmed', total: 500, items },
    { id: 'b', status: 'rejected', total: 500, items },
  ],
  activeSagas: [],
  stock: [{ productId: 'p', supplied: 10, available: 8, reserved: 0, sold: 2 }],
  held: [],
  charges: [
    { orderId: 'a', amount: 500, status: 'charged' },
    { orderId: 'b', amount: 500, status: 'declined' },
  ],
  payments: [
    { orderId: 'a', status: 'paid' },
    { orderId: 'b', status: 'declined' },
  ],
  catalogue: { original: ['p Pot 250 EUR active'], copy: ['p Pot 250 EUR active'] },
  unsent: [],
  deadLetters: [],
};

test('books that balance have no imbalance', () => {
  expect(imbalancesOf(balanced, ['a', 'b'])).toEqual([]);
});

const [a, b] = balanced.orders as [Books['orders'][0], Books['orders'][0]];
const [stock] = balanced.stock as [Books['stock'][0]];
const [charged] = balanced.charges as [Books['charges'][0]];

test.each<[what: string, changed: Partial<Books>]>([
  ['an order is not final', { orders: [a, { ...b, status: 'paid' }] }],
  ['a saga goes on', { activeSagas: ['b'] }],
  ['something is held', { held: ['b p 2'] }],
  ['something is reserved', { stock: [{ ...stock, available: 7, reserved: 1 }] }],
  ['a piece is gone', { stock: [{ ...stock, available: 7 }] }],
  ['more was sold than confirmed', { stock: [{ ...stock, available: 6, sold: 4 }] }],
  ['a confirmed order was not sold', { orders: [a, { ...b, status: 'confirmed' }] }],
  ['a confirmed order was not charged', { charges: [] }],
  ['another amount was charged', { charges: [{ ...charged, amount: 600 }] }],
  ['money of a rejected order was kept', { charges: [charged, { ...charged, orderId: 'b' }] }],
  ['a payment is on record that was not made', { payments: [...balanced.payments, { orderId: 'b', status: 'paid' }] }],
  ['orders missed a change of the catalogue', { catalogue: { ...balanced.catalogue, copy: ['p Pot 1 EUR active'] } }],
  ['a message was not sent', { unsent: ['orders: x'] }],
  ['a message could not be handled', { deadLetters: ['orders: x'] }],
])('it is noticed when %s', (_, changed) => {
  expect(imbalancesOf({ ...balanced, ...changed })).not.toEqual([]);
});

test('it is noticed when an accepted order is not there', () => {
  expect(imbalancesOf(balanced, ['a', 'c'])).toEqual(['order c was accepted and is not there']);
});
