import { givenSaga } from '@flotilla/runtime/testing';
import { type OrderEvent, type OrderOutput, orderSaga } from './order-saga';

const total = { amount: 2_500, currency: 'EUR' };
const wanted = [{ productId: 'mug', quantity: 2 }];
const items = [{ ...wanted[0]!, name: 'Mug', unitPrice: { amount: 1_250, currency: 'EUR' } }];

const placed: OrderOutput = { type: 'order-placed', items, total };
const reserve: OrderOutput = { type: 'reserve-stock', items: wanted };
const take: OrderOutput = { type: 'take-payment', total };
const commit: OrderOutput = { type: 'commit-stock' };
const refund: OrderOutput = { type: 'refund-payment' };
const release: OrderOutput = { type: 'release-stock' };
const confirmed: OrderOutput = { type: 'order-confirmed', total };
const cancelled: OrderOutput = { type: 'order-cancelled' };

const saga = orderSaga({ stepMs: 1_000 });
const pending = () => givenSaga(saga, { items, total });
const reserved = () => pending().when({ type: 'stock-reserved' });
const paid = () => reserved().when({ type: 'payment-paid' });

const everyEvent: readonly OrderEvent[] = [
  { type: 'stock-reserved' },
  { type: 'stock-refused', reason: 'reservation-expired' },
  { type: 'stock-released' },
  { type: 'stock-committed' },
  { type: 'payment-paid' },
  { type: 'payment-declined' },
  { type: 'payment-refunded' },
  { type: 'cancel-requested' },
];

describe('an order', () => {
  test('goes from reservation over payment to confirmation', () => {
    pending()
      .expect(placed, reserve)
      .expectStep('pending')
      .when({ type: 'stock-reserved' })
      .expect(take)
      .expectStep('reserved')
      .when({ type: 'payment-paid' })
      .expect(commit)
      .expectStep('paid')
      .when({ type: 'stock-committed' })
      .expect(confirmed)
      .expectStep('confirmed')
      .expectEnded();
  });

  test('is rejected when its stock is refused, with nothing to undo', () => {
    pending()
      .when({ type: 'stock-refused', reason: 'insufficient-stock' })
      .expect({ type: 'order-rejected', reason: 'insufficient-stock' })
      .expectStep('rejected')
      .expectEnded();
  });

  test('gives its stock back when the payment is declined, and says why already meanwhile', () => {
    const declined = reserved().when({ type: 'payment-declined' }).expect(release).expectStep('cancelling');
    expect(declined.state).toMatchObject({ reason: 'payment-declined' });
    declined
      .when({ type: 'stock-released' })
      .expect({ type: 'order-rejected', reason: 'payment-declined' })
      .expectStep('rejected')
      .expectEnded();
  });

  test('gives the money back when its reservation expired before it was sold', () => {
    paid()
      .when({ type: 'stock-refused', reason: 'reservation-expired' })
      .expect(refund)
      .expectStep('cancelling')
      .when({ type: 'payment-refunded' })
      .expect({ type: 'order-rejected', reason: 'reservation-expired' })
      .expectEnded();
  });

  test('gives up the payment under way when its reservation is gone', () => {
    reserved()
      .when({ type: 'stock-refused', reason: 'reservation-expired' })
      .expect(refund)
      .when({ type: 'payment-paid' })
      .expectIgnored()
      .when({ type: 'payment-refunded' })
      .expect({ type: 'order-rejected', reason: 'reservation-expired' });
  });
});

describe('a step without an answer', () => {
  test.each([
    ['reservation', pending, reserve, [release]],
    ['payment', reserved, take, [refund, release]],
    ['commit', paid, commit, [refund, release]],
  ] as const)('is asked for again: %s; then the order is given up', (_, given, asked, undone) => {
    const late = given().whenDeadlinePasses(1).expect(asked).whenDeadlinePasses(2).expect(asked);
    late
      .whenDeadlinePasses(3)
      .expect(...undone)
      .expectStep('cancelling');
    for (const { type } of undone) {
      late.when({ type: type === 'refund-payment' ? 'payment-refunded' : 'stock-released' });
    }
    late.expect({ type: 'order-rejected', reason: 'timed-out' }).expectEnded();
  });

  test('on the way back is asked for without end, ever more rarely, and what is answered no more', () => {
    const back = paid().when({ type: 'cancel-requested' });
    back.whenDeadlinePasses(1).expect(refund, release).when({ type: 'stock-released' }).expect();
    back.whenDeadlinePasses(1).expect(refund).whenDeadlinePasses(1_000).expect(refund).expectStep('cancelling');
    const pauses = [1, 2, 9, 500].map(
      (attempt) => saga.transition(back.state, { type: 'deadline-passed', attempt })?.deadlineMs,
    );
    expect(pauses).toEqual([2_000, 3_000, 10_000, 10_000]);
  });

  test('always has a deadline, and an ended order has none', () => {
    expect(saga.begin({ items, total }).deadlineMs).toBe(1_000);
    for (const given of [pending, reserved, paid]) {
      for (const event of everyEvent) {
        const move = saga.transition(given().state, event);
        expect(move === undefined || move.ended === true || move.deadlineMs === 1_000).toBe(true);
      }
    }
  });
});

describe('a cancellation', () => {
  test.each([
    ['pending', pending, [release]],
    ['reserved', reserved, [refund, release]],
    ['paid', paid, [refund, release]],
  ] as const)('of a %s order undoes what may have been done', (_, given, undone) => {
    const back = given()
      .when({ type: 'cancel-requested' })
      .expect(...undone)
      .expectStep('cancelling');
    expect(back.state).toMatchObject({ reason: null });
    for (const { type } of undone) {
      back.when({ type: type === 'refund-payment' ? 'payment-refunded' : 'stock-released' });
    }
    back.expect(cancelled).expectStep('cancelled').expectEnded();
  });

  test('is done once its compensations are answered, in whatever order and however often', () => {
    reserved()
      .when({ type: 'cancel-requested' })
      .when({ type: 'stock-released' })
      .expect()
      .when({ type: 'stock-released' })
      .expectIgnored()
      .when({ type: 'payment-refunded' })
      .expect(cancelled);
  });

  test('wins over a commit under way, whose answer comes too late', () => {
    paid()
      .when({ type: 'cancel-requested' })
      .when({ type: 'stock-committed' })
      .expectIgnored()
      .when({ type: 'payment-refunded' })
      .when({ type: 'stock-released' })
      .expect(cancelled);
  });

  test('loses against a confirmation', () => {
    paid().when({ type: 'stock-committed' }).when({ type: 'cancel-requested' }).expectIgnored().expectStep('confirmed');
  });

  test('leaves an order that is rejected anyway its reason', () => {
    reserved()
      .when({ type: 'payment-declined' })
      .when({ type: 'cancel-requested' })
      .expectIgnored()
      .when({ type: 'stock-released' })
      .expect({ type: 'order-rejected', reason: 'payment-declined' });
  });
});

test('answers that come late, twice or before their time change nothing', () => {
  const ignores = (given: () => ReturnType<typeof pending>, ...events: OrderEvent['type'][]): void => {
    for (const type of events) {
      given()
        .when({ type } as OrderEvent)
        .expectIgnored();
    }
  };
  const strays = ['stock-released', 'payment-refunded'] as const;
  ignores(pending, ...strays, 'payment-paid', 'payment-declined', 'stock-committed');
  ignores(reserved, ...strays, 'stock-reserved', 'stock-committed');
  ignores(paid, ...strays, 'stock-reserved', 'payment-paid', 'payment-declined');
  const back = () => reserved().when({ type: 'cancel-requested' });
  ignores(back, 'stock-reserved', 'stock-refused', 'stock-committed', 'payment-paid', 'payment-declined');
  const all = everyEvent.map(({ type }) => type);
  ignores(() => paid().when({ type: 'stock-committed' }), ...all);
  ignores(() => pending().when({ type: 'stock-refused', reason: 'insufficient-stock' }), ...all);
  ignores(() => pending().when({ type: 'cancel-requested' }).when({ type: 'stock-released' }), ...all);
});
