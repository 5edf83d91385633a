import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ShopModel } from '../testing/shop-model';
import { orderSaga } from './order-saga';

type Kind = 'deliver' | 'repeat' | 'lose' | 'deadline' | 'cancel' | 'expire' | 'last piece sold to others';

interface Happening {
  readonly type: Kind;
  /** Which message it happens to, where it is about one. */
  readonly place: number;
}

const often = (weight: number, ...kinds: Kind[]) => ({ weight, arbitrary: fc.constantFrom(...kinds) });
const happening: fc.Arbitrary<Happening> = fc.record({
  type: fc.oneof(
    often(8, 'deliver'),
    often(3, 'repeat', 'lose'),
    often(3, 'deadline'),
    often(1, 'cancel', 'expire', 'last piece sold to others'),
  ),
  place: fc.nat({ max: 9 }),
});

function happen(shop: ShopModel, { type, place }: Happening): void {
  const moves: Record<Happening['type'], (place: number) => void> = {
    deliver: (place) => shop.deliver(place),
    repeat: (place) => shop.deliver(place, true),
    lose: (place) => shop.lose(place),
    deadline: () => shop.passDeadline(),
    cancel: () => shop.tell({ type: 'cancel-requested' }),
    expire: () => shop.expire(),
    'last piece sold to others': () => shop.sellToOthers(),
  };
  moves[type](place);
}

/** No confirmation on credit, no money or stock for a shop that confirmed nothing, no piece made or lost. */
function assertSound(shop: ShopModel): void {
  assert.ok(shop.charges <= 1 && shop.refunds <= shop.charges, 'charged or refunded twice');
  assert.equal(shop.pieces, shop.supplied, 'pieces were made or lost');
  if (shop.published.includes('order-confirmed')) {
    assert.deepEqual([shop.payment, shop.stock], ['paid', 'sold']);
  }
  if (shop.published.includes('order-rejected') || shop.published.includes('order-cancelled')) {
    assert.equal(shop.charges, shop.refunds, 'money was kept');
    assert.notEqual(shop.stock, 'sold');
  }
}

/** The network calms down: everything arrives, and who does not hear asks again. */
function calmDown(shop: ShopModel): void {
  for (let round = 0; round < 50 && !(shop.ended && shop.network.length === 0); round += 1) {
    while (shop.network.length > 0) {
      shop.deliver(0);
      assertSound(shop);
    }
    shop.passDeadline();
  }
}

const saga = orderSaga({ stepMs: 1_000 });

test('whatever is late, repeated, lost or out of order, an order ends and nobody loses anything', () => {
  const ends = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.record({ inStock: fc.boolean(), solvent: fc.boolean() }),
      fc.array(happening, { maxLength: 40 }),
      (options, happenings) => {
        const shop = new ShopModel(saga, options);
        for (const event of happenings) {
          happen(shop, event);
          assertSound(shop);
        }
        calmDown(shop);
        const [first, ...last] = shop.published;
        expect(first).toBe('order-placed');
        expect(last).toEqual([`order-${shop.state.status}`]);
        expect(shop.stock).not.toBe('held');
        ends.set(shop.state.status, (ends.get(shop.state.status) ?? 0) + 1);
      },
    ),
    { numRuns: 2_000 },
  );
  // The test is worth nothing when it never gets to one of them.
  expect([...ends.keys()].sort()).toEqual(['cancelled', 'confirmed', 'rejected']);
});
