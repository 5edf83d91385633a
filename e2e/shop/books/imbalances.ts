import type { Books, OrderRow } from './books';

/**
 * Everything in the books of a shop at rest that must not be, as sentences; nothing: they balance.
 * @param accepted ids of orders that the shop has accepted
 */
export function imbalancesOf(books: Books, accepted: readonly string[] = []): string[] {
  return [
    ...lostOrders(books, accepted),
    ...unfinished(books),
    ...stockThatDoesNotAddUp(books),
    ...moneyThatDoesNotAddUp(books),
    ...differences(books.catalogue.original, books.catalogue.copy, 'the catalogue of orders'),
    ...books.unsent.map((message) => `not sent: ${message}`),
    ...books.deadLetters.map((message) => `could not be handled: ${message}`),
  ];
}

function lostOrders({ orders }: Books, accepted: readonly string[]): string[] {
  const known = new Set(orders.map(({ id }) => id));
  return accepted.filter((id) => !known.has(id)).map((id) => `order ${id} was accepted and is not there`);
}

function unfinished({ orders, activeSagas, held }: Books): string[] {
  return [
    ...orders
      .filter(({ status }) => !['confirmed', 'rejected', 'cancelled'].includes(status))
      .map(({ id, status }) => `order ${id} is still ${status}`),
    ...activeSagas.map((id) => `the saga of order ${id} goes on`),
    ...held.map((line) => `still held: ${line}`),
  ];
}

/** What was supplied is there, is held, or was sold; sold is what confirmed orders are about, and nothing else. */
function stockThatDoesNotAddUp({ orders, stock }: Books): string[] {
  const sold = new Map<string, number>();
  for (const { productId, quantity } of confirmed(orders).flatMap(({ items }) => items)) {
    sold.set(productId, (sold.get(productId) ?? 0) + quantity);
  }
  return stock.flatMap(({ productId, ...row }) => {
    const expected = sold.get(productId) ?? 0;
    return [
      ...(row.available + row.reserved + row.sold === row.supplied ? [] : ['supplied ≠ available + reserved + sold']),
      ...(row.sold === expected ? [] : [`confirmed orders are about ${expected}`]),
      ...(row.available >= 0 && row.reserved === 0 ? [] : ['something is reserved, or oversold']),
    ].map((what) => `stock of ${productId}: ${what}: ${JSON.stringify(row)}`);
  });
}

/** The provider holds the total of each confirmed order, and of no other. */
function moneyThatDoesNotAddUp({ orders, charges, payments }: Books): string[] {
  const line = (id: string, amount: number): string => `${id} ${amount}`;
  const due = confirmed(orders).filter(({ total }) => total > 0);
  const taken = charges.filter(({ status }) => status === 'charged');
  const paid = payments.filter(({ status }) => status === 'paid');
  return [
    ...differences(
      due.map(({ id, total }) => line(id, total)),
      taken.map(({ orderId, amount }) => line(orderId, amount)),
      'charges',
    ),
    ...differences(
      confirmed(orders).map(({ id }) => id),
      paid.map(({ orderId }) => orderId),
      'payments',
    ),
  ];
}

function confirmed(orders: readonly OrderRow[]): OrderRow[] {
  return orders.filter(({ status }) => status === 'confirmed');
}

function differences(expected: readonly string[], found: readonly string[], what: string): string[] {
  const [wanted, present] = [new Set(expected), new Set(found)];
  return [
    ...expected.filter((line) => !present.has(line)).map((line) => `missing in ${what}: ${line}`),
    ...found.filter((line) => !wanted.has(line)).map((line) => `too much in ${what}: ${line}`),
  ];
}
