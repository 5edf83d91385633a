/** Pieces of a product: of all that were supplied some are sold, and of the rest on hand some are reserved. */
export interface Stock {
  /** What came in, less what was taken out by hand. */
  readonly supplied: number;
  /** Held for orders, and still on hand. */
  readonly reserved: number;
  /** What has left the house. */
  readonly sold: number;
}

/** What happens to each piece that an order holds or held. No move makes or loses a piece. */
export interface Move {
  readonly reserved: -1 | 0 | 1;
  readonly sold: -1 | 0 | 1;
}

export const moves = {
  hold: { reserved: 1, sold: 0 },
  putBack: { reserved: -1, sold: 0 },
  sellHeld: { reserved: -1, sold: 1 },
  sellFromShelf: { reserved: 0, sold: 1 },
  takeBackSold: { reserved: 0, sold: -1 },
} as const satisfies Record<string, Move>;

/** Most pieces that can be brought on hand by adjustments. */
export const onHandLimit = 10_000_000;

export function onHand({ supplied, sold }: Stock): number {
  return supplied - sold;
}

/** What can still be ordered. */
export function available(stock: Stock): number {
  return onHand(stock) - stock.reserved;
}

export function moved<S extends Stock>(stock: S, { reserved, sold }: Move, quantity: number): S {
  return { ...stock, reserved: stock.reserved + reserved * quantity, sold: stock.sold + sold * quantity };
}

/** Why an adjustment cannot be: what orders hold must stay on hand, and the shelf is finite. */
export type AdjustmentRefusal = 'below-reserved' | 'above-limit';

/** @param delta pieces that come (positive) or go */
export function adjusted<S extends Stock>(stock: S, delta: number): S | AdjustmentRefusal {
  if (onHand(stock) + delta < stock.reserved) {
    return 'below-reserved';
  }
  if (delta > 0 && onHand(stock) + delta > onHandLimit) {
    return 'above-limit';
  }
  return { ...stock, supplied: stock.supplied + delta };
}
