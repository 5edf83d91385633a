import { available, type Move, moves, type Stock } from './stock';

/** Pieces of one product that an order asks for. */
export interface Item {
  readonly productId: string;
  readonly quantity: number;
}

export type RefusalReason = 'insufficient-stock' | 'unknown-product' | 'product-archived' | 'reservation-expired';

/**
 * What products knows of an order. The order's saga may ask twice, late, or in another order than it meant to, and
 * takes only the answer that it waits for. So two states are final, for everything that is still under way:
 * - `refused`: an order that was told no is never held or sold afterwards, since its saga has given it up;
 * - `released`: also without a reservation before it, so that a `reserve` that comes too late holds nothing.
 */
export type Reservation =
  | {
      /** `expired`: the pieces went back on the shelf when the time was over. */
      readonly status: 'held' | 'expired' | 'committed';
      readonly items: readonly Item[];
      /** When the hold ends, or ended, by itself. */
      readonly until: Date;
    }
  | { readonly status: 'released' }
  | {
      readonly status: 'refused';
      readonly reason: RefusalReason;
      /** The product that stands in the way. */
      readonly productId?: string;
    };

export type Answer =
  | { readonly type: 'reserved'; readonly until: Date }
  | { readonly type: 'released' }
  | { readonly type: 'committed' }
  | { readonly type: 'refused'; readonly reason: RefusalReason; readonly productId?: string };

/** What becomes of a reservation, and of the pieces of its items. */
export interface Change {
  /** The very object that it was before where nothing changes. */
  readonly reservation: Reservation;
  /** @default - no piece moves */
  readonly move?: { readonly items: readonly Item[]; readonly each: Move };
}

export interface Decision extends Change {
  readonly answer: Answer;
}

/** A product as an order finds it. */
export interface ShelfEntry {
  readonly stock: Stock;
  readonly status: 'active' | 'archived';
}

/** Products by id; one that does not exist is missing. */
export type Shelf = ReadonlyMap<string, ShelfEntry>;

const gone = { status: 'refused', reason: 'reservation-expired' } as const;

/** Holds all items of an order, or none. A hold that expired is held again where the pieces are still there. */
export function reserve(
  reservation: Reservation | undefined,
  wanted: readonly Item[],
  shelf: Shelf,
  { now, holdMs }: { readonly now: Date; readonly holdMs: number },
): Decision {
  const until = new Date(now.getTime() + holdMs);
  switch (reservation?.status) {
    case undefined: {
      const items = merged(wanted);
      return obstacle(items, shelf) ?? held({ status: 'held', items, until }, moves.hold);
    }
    case 'held':
      return reservation.until > now ? unchanged(reservation, reserved(reservation)) : held({ ...reservation, until });
    case 'expired':
      return enough(reservation.items, shelf)
        ? held({ ...reservation, status: 'held', until }, moves.hold)
        : refused(gone);
    case 'committed':
      return unchanged(reservation, reserved(reservation));
    case 'released':
      return unchanged(reservation, { type: 'released' });
    case 'refused':
      return unchanged(reservation, refusal(reservation));
  }
}

/**
 * Gives back what an order has, in whatever state it is. The pieces of a committed order return to the shelf and are
 * no longer sold: the saga releases a committed order only before it has confirmed it to anybody.
 */
export function release(reservation: Reservation | undefined): Decision {
  const answer = { type: 'released' } as const;
  const released = { reservation: { status: 'released' }, answer } as const;
  switch (reservation?.status) {
    case 'held':
      return { ...released, move: { items: reservation.items, each: moves.putBack } };
    case 'committed':
      return { ...released, move: { items: reservation.items, each: moves.takeBackSold } };
    case 'released':
      return unchanged(reservation, answer);
    default:
      return released;
  }
}

/**
 * Turns what is held into sold. A hold whose time is over is still good while nobody has put it back; after that the
 * pieces are taken from the shelf again, archived or not, since the order was made and paid before.
 */
export function commit(reservation: Reservation | undefined, shelf: Shelf): Decision {
  const answer = { type: 'committed' } as const;
  switch (reservation?.status) {
    case 'held':
      return committed(reservation, moves.sellHeld);
    case 'expired':
      return enough(reservation.items, shelf) ? committed(reservation, moves.sellFromShelf) : refused(gone);
    case 'committed':
      return unchanged(reservation, answer);
    case 'released':
      return unchanged(reservation, refusal(gone));
    case 'refused':
      return unchanged(reservation, refusal(reservation));
    case undefined:
      return refused(gone);
  }
}

/** Puts the pieces of a hold back whose time is over. */
export function expire(reservation: Reservation | undefined): Change {
  if (reservation?.status !== 'held') {
    throw new Error(`a reservation expires that is ${reservation?.status ?? 'unknown'}; expected one that is held`);
  }
  return {
    reservation: { ...reservation, status: 'expired' },
    move: { items: reservation.items, each: moves.putBack },
  };
}

type WithItems = Extract<Reservation, { readonly items: unknown }>;
type Refused = Extract<Reservation, { readonly status: 'refused' }>;

/** Each product once, whatever the sender did: a product that is named twice is wanted twice. */
function merged(items: readonly Item[]): Item[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

/** The first item that cannot be held. */
function obstacle(items: readonly Item[], shelf: Shelf): Decision | undefined {
  for (const { productId, quantity } of items) {
    const reason = reasonAgainst(shelf.get(productId), quantity);
    if (reason !== undefined) {
      return refused({ status: 'refused', reason, productId });
    }
  }
  return undefined;
}

function reasonAgainst(entry: ShelfEntry | undefined, quantity: number): RefusalReason | undefined {
  if (entry === undefined) {
    return 'unknown-product';
  }
  if (entry.status === 'archived') {
    return 'product-archived';
  }
  return available(entry.stock) < quantity ? 'insufficient-stock' : undefined;
}

function enough(items: readonly Item[], shelf: Shelf): boolean {
  return items.every(({ productId, quantity }) => {
    const entry = shelf.get(productId);
    return entry !== undefined && available(entry.stock) >= quantity;
  });
}

function unchanged(reservation: Reservation, answer: Answer): Decision {
  return { reservation, answer };
}

function held(reservation: WithItems, each?: Move): Decision {
  const move = each && { items: reservation.items, each };
  return { reservation, move, answer: reserved(reservation) };
}

function committed(reservation: WithItems, each: Move): Decision {
  return {
    reservation: { ...reservation, status: 'committed' },
    move: { items: reservation.items, each },
    answer: { type: 'committed' },
  };
}

function refused(reservation: Refused): Decision {
  return { reservation, answer: refusal(reservation) };
}

function reserved({ until }: WithItems): Answer {
  return { type: 'reserved', until };
}

function refusal({ reason, productId }: Refused): Answer {
  return { type: 'refused', reason, productId };
}
