import type { DeadlinePassed, SagaDefinition, Transition } from '@flotilla/runtime';
import type { Money, OrderItem, RejectionReason } from './order';

/*
 * The way of an order: reserve stock, take payment, commit stock, confirmed. Whatever goes wrong on it, the way back
 * gives up what was or may have been done.
 *
 * - Pivot: the order is confirmed when products says that its stock is sold. Up to there it can go back, also with the
 *   commit under way: `release` returns what was sold meanwhile, and a commit that comes after it is refused.
 * - Back means that `refund` and `release` are asked for until they are answered, without end. Both leave a tombstone
 *   with their receiver, so a `take` or `reserve` that arrives later does nothing, and both are right where nobody knows
 *   whether anything was done.
 * - Receivers know an order by its id: asked again they do nothing new and answer again. A refused reservation and a
 *   declined payment stay so. Answers that a state does not wait for are late or repeated, and mean nothing.
 */

/** What an order is about, for commands that are sent again. */
interface Wanted {
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  readonly total: Money;
}

export interface OrderPlaced {
  readonly items: readonly OrderItem[];
  readonly total: Money;
}

/** What has to be given up on the way back. */
export type Compensation = 'refund-payment' | 'release-stock';

export type OrderState = Wanted &
  (
    | { readonly status: 'pending' | 'reserved' | 'paid' | 'confirmed' | 'cancelled' }
    | {
        readonly status: 'cancelling';
        /** `null`: the customer wants it so. */
        readonly reason: RejectionReason | null;
        /** Asked for, and not answered yet. */
        readonly open: readonly Compensation[];
      }
    | { readonly status: 'rejected'; readonly reason: RejectionReason }
  );

export type OrderEvent =
  | { readonly type: 'stock-reserved' }
  | { readonly type: 'stock-refused'; readonly reason: RejectionReason }
  | { readonly type: 'stock-released' }
  | { readonly type: 'stock-committed' }
  | { readonly type: 'payment-paid' }
  | { readonly type: 'payment-declined' }
  | { readonly type: 'payment-refunded' }
  | { readonly type: 'cancel-requested' };

export type OrderOutput =
  | ({ readonly type: 'order-placed' } & OrderPlaced)
  | { readonly type: 'reserve-stock'; readonly items: Wanted['items'] }
  | { readonly type: 'take-payment'; readonly total: Money }
  | { readonly type: 'commit-stock' }
  | { readonly type: Compensation }
  | { readonly type: 'order-confirmed'; readonly total: Money }
  | { readonly type: 'order-rejected'; readonly reason: RejectionReason }
  | { readonly type: 'order-cancelled' };

export type OrderSaga = SagaDefinition<OrderPlaced, OrderState, OrderEvent, OrderOutput>;

type Move = Transition<OrderState, OrderOutput>;
type Forward = 'pending' | 'reserved' | 'paid';
type GoingBack = Extract<OrderState, { readonly status: 'cancelling' }>;

/** How often a step of the way forward is asked for before the order is given up. */
const asks = 3;

/** Compensations are asked for ever more rarely, down to once in so many steps' time. */
const longestPauseSteps = 10;

/** What may have been done once a step was asked for; the payment goes back first. */
const compensations: Readonly<Record<Forward, readonly Compensation[]>> = {
  pending: ['release-stock'],
  reserved: ['refund-payment', 'release-stock'],
  paid: ['refund-payment', 'release-stock'],
};

const answers: Readonly<Partial<Record<OrderEvent['type'], Compensation>>> = {
  'stock-released': 'release-stock',
  'payment-refunded': 'refund-payment',
};

/** @param stepMs how long a step may stay without an answer, in milliseconds */
export function orderSaga({ stepMs }: { readonly stepMs: number }): OrderSaga {
  const forward = (status: Forward, { items, total }: Wanted): Move => ({
    state: { status, items, total },
    outputs: [ask(status, { items, total })],
    deadlineMs: stepMs,
  });

  const back = (
    { items, total }: Wanted,
    reason: RejectionReason | null,
    open: readonly Compensation[],
    asked: readonly Compensation[] = open,
    pauseSteps = 1,
  ): Move => ({
    state: { status: 'cancelling', items, total, reason, open },
    outputs: asked.map((type) => ({ type })),
    deadlineMs: stepMs * pauseSteps,
  });

  const onWayForward = (state: Wanted & { status: Forward }, event: OrderEvent | DeadlinePassed): Move | undefined => {
    const { status } = state;
    switch (event.type) {
      case 'cancel-requested':
        return back(state, null, compensations[status]);
      case 'deadline-passed':
        return event.attempt < asks ? forward(status, state) : back(state, 'timed-out', compensations[status]);
      case 'stock-reserved':
        return status === 'pending' ? forward('reserved', state) : undefined;
      case 'stock-refused':
        // Nothing is held, be it for the first time or no longer.
        return status === 'pending' ? rejected(state, event.reason) : back(state, event.reason, ['refund-payment']);
      case 'payment-paid':
        return status === 'reserved' ? forward('paid', state) : undefined;
      case 'payment-declined':
        return status === 'reserved' ? back(state, 'payment-declined', ['release-stock']) : undefined;
      case 'stock-committed':
        return status === 'paid' ? confirmed(state) : undefined;
      default:
        return undefined;
    }
  };

  const onWayBack = (state: GoingBack, event: OrderEvent | DeadlinePassed): Move | undefined => {
    const { reason, open } = state;
    if (event.type === 'deadline-passed') {
      return back(state, reason, open, open, Math.min(event.attempt + 1, longestPauseSteps));
    }
    const answered = answers[event.type];
    if (answered === undefined || !open.includes(answered)) {
      return undefined;
    }
    const rest = open.filter((compensation) => compensation !== answered);
    if (rest.length > 0) {
      return back(state, reason, rest, []);
    }
    return reason === null ? cancelled(state) : rejected(state, reason);
  };

  return {
    type: 'order',
    stepOf: ({ status }) => status,
    begin: ({ items, total }) => {
      const wanted = { items: items.map(({ productId, quantity }) => ({ productId, quantity })), total };
      const { outputs = [], ...move } = forward('pending', wanted);
      return { ...move, outputs: [{ type: 'order-placed', items, total }, ...outputs] };
    },
    transition: (state, event) => {
      switch (state.status) {
        case 'pending':
        case 'reserved':
        case 'paid':
          return onWayForward({ ...state, status: state.status }, event);
        case 'cancelling':
          return onWayBack(state, event);
        default:
          return undefined;
      }
    },
  };
}

function ask(status: Forward, { items, total }: Wanted): OrderOutput {
  switch (status) {
    case 'pending':
      return { type: 'reserve-stock', items };
    case 'reserved':
      return { type: 'take-payment', total };
    case 'paid':
      return { type: 'commit-stock' };
  }
}

function confirmed({ items, total }: Wanted): Move {
  return {
    state: { status: 'confirmed', items, total },
    outputs: [{ type: 'order-confirmed', total }],
    ended: true,
  };
}

function rejected({ items, total }: Wanted, reason: RejectionReason): Move {
  return {
    state: { status: 'rejected', items, total, reason },
    outputs: [{ type: 'order-rejected', reason }],
    ended: true,
  };
}

function cancelled({ items, total }: Wanted): Move {
  return { state: { status: 'cancelled', items, total }, outputs: [{ type: 'order-cancelled' }], ended: true };
}

/** The reason that a state shows. */
export function reasonOf(state: OrderState): RejectionReason | null {
  return 'reason' in state ? state.reason : null;
}
