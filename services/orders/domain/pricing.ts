import type { Money, OrderItem } from './order';

/** What a customer wants. */
export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
}

/** A product as its owner offers it at this moment. */
export interface Offer {
  readonly productId: string;
  readonly name: string;
  readonly price: Money;
  readonly status: 'active' | 'archived';
}

/** Why a line cannot be ordered. */
export interface Refusal {
  /** Place of the line, from 0; absent where the order as a whole is refused. */
  readonly line?: number;
  readonly message: string;
}

export type Pricing =
  | { readonly items: readonly OrderItem[]; readonly total: Money }
  | { readonly refusals: readonly Refusal[] };

/** Most that an order may cost, in minor units: payments takes no more at once. */
export const maximumTotal = 1_000_000_000_000;

/** Items and total of an order, or everything that stands in its way. */
export function priceOrder(lines: readonly OrderLine[], offers: readonly Offer[]): Pricing {
  const offered = new Map(offers.map((offer) => [offer.productId, offer]));
  const currency = lines.map(({ productId }) => offered.get(productId)?.price.currency).find(Boolean);
  const items: OrderItem[] = [];
  const refusals: Refusal[] = [];
  for (const [line, { productId, quantity }] of lines.entries()) {
    const offer = offered.get(productId);
    const message = obstacle(offer, currency);
    if (offer === undefined || message !== undefined) {
      refusals.push({ line, message: message as string });
    } else {
      items.push({ productId, name: offer.name, quantity, unitPrice: offer.price });
    }
  }
  const amount = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
  if (amount > maximumTotal) {
    refusals.push({ message: `costs ${amount} together, an order may cost ${maximumTotal}; order in parts` });
  }
  return refusals.length > 0 || currency === undefined ? { refusals } : { items, total: { amount, currency } };
}

function obstacle(offer: Offer | undefined, currency: string | undefined): string | undefined {
  if (offer === undefined) {
    return 'is no product of this shop';
  }
  if (offer.status === 'archived') {
    return 'is no longer sold';
  }
  return offer.price.currency === currency
    ? undefined
    : `is sold in ${offer.price.currency}, what stands before it in ${currency}; order them separately`;
}
