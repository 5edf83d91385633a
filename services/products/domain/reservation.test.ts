import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  type Answer,
  type Change,
  commit,
  type Decision,
  expire,
  type Item,
  type Reservation,
  release,
  reserve,
  type ShelfEntry,
} from './reservation';
import { adjusted, available, moved, onHand } from './stock';

const minute = 60_000;
const holdMs = 15 * minute;

/** A shop in memory that does what the rules say, and nothing else. */
class Shop {
  readonly shelf = new Map<string, ShelfEntry>();
  readonly reservations = new Map<string, Reservation>();
  now = new Date('2026-01-01T00:00:00Z');

  constructor(stock: Readonly<Record<string, number>>) {
    for (const [productId, supplied] of Object.entries(stock)) {
      this.shelf.set(productId, { status: 'active', stock: { supplied, reserved: 0, sold: 0 } });
    }
  }

  reserve(orderId: string, items: readonly Item[]): Answer {
    return this.#take(orderId, reserve(this.reservations.get(orderId), items, this.shelf, { now: this.now, holdMs }));
  }

  release(orderId: string): Answer {
    return this.#take(orderId, release(this.reservations.get(orderId)));
  }

  commit(orderId: string): Answer {
    return this.#take(orderId, commit(this.reservations.get(orderId), this.shelf));
  }

  /** Time passes, and what is overdue returns to the shelf. */
  pass(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * minute);
    for (const [orderId, reservation] of this.reservations) {
      if (reservation.status === 'held' && reservation.until <= this.now) {
        this.#apply(orderId, expire(reservation));
      }
    }
  }

  adjust(productId: string, delta: number): boolean {
    const entry = this.shelf.get(productId)!;
    const stock = adjusted(entry.stock, delta);
    if (typeof stock === 'string') {
      return false;
    }
    this.shelf.set(productId, { ...entry, stock });
    return true;
  }

  archive(productId: string): void {
    this.shelf.set(productId, { ...this.shelf.get(productId)!, status: 'archived' });
  }

  #take(orderId: string, decision: Decision): Answer {
    this.#apply(orderId, decision);
    return decision.answer;
  }

  #apply(orderId: string, { reservation, move }: Change): void {
    this.reservations.set(orderId, reservation);
    for (const { productId, quantity } of move?.items ?? []) {
      const entry = this.shelf.get(productId)!;
      this.shelf.set(productId, { ...entry, stock: moved(entry.stock, move!.each, quantity) });
    }
  }
}

const one = (productId: string, quantity = 1): Item[] => [{ productId, quantity }];
const expired: Answer = { type: 'refused', reason: 'reservation-expired', productId: undefined };

describe('a reservation', () => {
  test('is renewed when its order asks again after its time, before anybody has put it back', () => {
    const shop = new Shop({ a: 1 });
    shop.reserve('order', one('a'));
    shop.now = new Date(shop.now.getTime() + holdMs);
    expect(shop.reserve('order', one('a'))).toEqual({
      type: 'reserved',
      until: new Date(shop.now.getTime() + holdMs),
    });
    expect(shop.shelf.get('a')!.stock).toEqual({ supplied: 1, reserved: 1, sold: 0 });
  });

  test('that is over is still sold while nobody has put it back', () => {
    const shop = new Shop({ a: 1 });
    shop.reserve('order', one('a'));
    shop.now = new Date(shop.now.getTime() + 2 * holdMs);
    expect(shop.commit('order')).toEqual({ type: 'committed' });
  });

  test('that expired is sold although its product was archived meanwhile', () => {
    const shop = new Shop({ a: 1 });
    shop.reserve('order', one('a'));
    shop.pass(15);
    shop.archive('a');
    expect(shop.commit('order')).toEqual({ type: 'committed' });
  });

  test('that expired and cannot be sold is refused for good', () => {
    const shop = new Shop({ a: 1 });
    shop.reserve('slow', one('a'));
    shop.pass(15);
    shop.reserve('fast', one('a'));
    expect(shop.commit('slow')).toEqual(expired);
    shop.release('fast');
    expect([shop.commit('slow'), shop.reserve('slow', one('a'))]).toEqual([expired, expired]);
  });

  test('that expired and cannot be held again is refused for good', () => {
    const shop = new Shop({ a: 1 });
    shop.reserve('slow', one('a'));
    shop.pass(15);
    shop.reserve('fast', one('a'));
    expect(shop.reserve('slow', one('a'))).toEqual(expired);
    shop.release('fast');
    expect([shop.reserve('slow', one('a')), shop.commit('slow')]).toEqual([expired, expired]);
  });

  test('names the first product that stands in its way', () => {
    const shop = new Shop({ a: 1, b: 1 });
    shop.archive('b');
    expect(shop.reserve('order', [...one('a'), ...one('b'), ...one('c')])).toEqual({
      type: 'refused',
      reason: 'product-archived',
      productId: 'b',
    });
  });

  test('expires only while it is held', () => {
    expect(() => expire({ status: 'released' })).toThrow(/is released; expected one that is held/);
  });
});

const products = ['a', 'b', 'c'] as const;
const order = fc.constantFrom('1', '2', '3', '4');
const step = fc.oneof(
  fc.record({ do: fc.constant('reserve' as const), order }),
  fc.record({ do: fc.constant('release' as const), order }),
  fc.record({ do: fc.constant('commit' as const), order }),
  fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    do: fc.constant('adjust' as const),
    product: fc.constantFrom(...products),
    delta: fc.integer({ min: -6, max: 6 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const items = fc
  .uniqueArray(fc.record({ productId: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    selector: ({ productId }) => productId,
  })
  .map((list): readonly Item[] => list);
const story = fc.record({
  /** What each order wants. */
  wanted: fc.dictionary(order, items, { minKeys: 4, maxKeys: 4, noNullPrototype: true }),
  /** Of any length: by itself fast-check would hardly make more than ten. */
  steps: fc.array(step, { maxLength: 60, size: 'max' }),
});

function run(shop: Shop, wanted: Readonly<Record<string, readonly Item[]>>, what: Step): Answer | undefined {
  switch (what.do) {
    case 'reserve':
      return shop.reserve(what.order, wanted[what.order]!);
    case 'release':
      return shop.release(what.order);
    case 'commit':
      return shop.commit(what.order);
    case 'pass':
      shop.pass(what.minutes);
      return undefined;
    case 'adjust':
      shop.adjust(what.product, what.delta);
      return undefined;
  }
}

function pieces(shop: Shop, status: Reservation['status'], productId: string): number {
  return [...shop.reservations.values()]
    .filter((reservation) => reservation.status === status)
    .flatMap((reservation) => ('items' in reservation ? reservation.items : []))
    .filter((item) => item.productId === productId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** What is wrong with the stock of a product, if anything is. */
function imbalance(shop: Shop, productId: string, supplied: number): string | undefined {
  const { stock } = shop.shelf.get(productId)!;
  const expected = {
    supplied,
    reserved: pieces(shop, 'held', productId),
    sold: pieces(shop, 'committed', productId),
  };
  const balanced =
    isDeepStrictEqual(stock, expected) &&
    available(stock) >= 0 &&
    onHand(stock) === stock.reserved + available(stock) &&
    onHand(stock) + stock.sold === supplied;
  return balanced ? undefined : `${productId} has ${JSON.stringify(stock)}, not ${JSON.stringify(expected)}`;
}

describe('whatever happens in whatever order', () => {
  const start = { a: 5, b: 3, c: 0 };

  test('no piece is lost, made, promised twice or sold twice', () => {
    fc.assert(
      fc.property(story, ({ wanted, steps }) => {
        const shop = new Shop(start);
        const supplied: Record<string, number> = { ...start };
        for (const what of steps) {
          if (what.do === 'adjust') {
            supplied[what.product]! += shop.adjust(what.product, what.delta) ? what.delta : 0;
          } else {
            run(shop, wanted, what);
          }
          const wrong = products.map((id) => imbalance(shop, id, supplied[id]!)).filter(Boolean);
          assert.deepEqual(wrong, []);
        }
      }),
    );
  });

  test('a command that comes again at once has the same answer and changes nothing', () => {
    fc.assert(
      fc.property(story, ({ wanted, steps }) => {
        const shop = new Shop(start);
        for (const what of steps) {
          const answer = run(shop, wanted, what);
          if ('order' in what) {
            const before = [...shop.shelf.values(), ...shop.reservations.values()];
            assert.deepEqual(run(shop, wanted, what), answer);
            assert.deepEqual([...shop.shelf.values(), ...shop.reservations.values()], before);
          }
        }
      }),
    );
  });

  test('an order that was told of its release or refusal never has a piece again', () => {
    fc.assert(
      fc.property(story, ({ wanted, steps }) => {
        const shop = new Shop(start);
        const over = new Set<string>();
        for (const what of steps) {
          const answer = run(shop, wanted, what);
          if ('order' in what && (answer?.type === 'released' || answer?.type === 'refused')) {
            over.add(what.order);
          }
          for (const orderId of over) {
            assert.ok(!('items' in shop.reservations.get(orderId)!), `order ${orderId} has pieces`);
          }
        }
      }),
    );
  });

  test('an order that was told it is sold stays sold until it is released', () => {
    fc.assert(
      fc.property(story, ({ wanted, steps }) => {
        const shop = new Shop(start);
        const sold = new Set<string>();
        for (const what of steps) {
          const answer = run(shop, wanted, what);
          if ('order' in what && answer?.type === 'committed') {
            sold.add(what.order);
          } else if (what.do === 'release') {
            sold.delete(what.order);
          }
          for (const orderId of sold) {
            assert.equal(shop.reservations.get(orderId)?.status, 'committed');
          }
        }
      }),
    );
  });
});
