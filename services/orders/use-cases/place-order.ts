import { type Cause, type Claim, ClaimLostError, Problem, type StoredAnswer } from '@flotilla/runtime';
import type { Order } from '../domain/order';
import { type Offer, type OrderLine, priceOrder, type Refusal } from '../domain/pricing';
import type { Placed, Placing } from '../store/place-order';

export interface PlaceOrderDependencies {
  /** What products asks for these products at this moment; those that it does not know are missing. */
  readonly quote: (productIds: string[], signal: AbortSignal) => Promise<readonly Offer[]>;
  readonly place: (placing: Placing) => Promise<Placed>;
  readonly isDeletedUser: (userId: string) => Promise<boolean>;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
}

export interface PlaceOrder {
  readonly ownerId: string;
  /** Each product once. */
  readonly lines: readonly OrderLine[];
}

export interface PlaceOrderContext {
  readonly claim: Claim;
  /** What is answered to this request and to all that repeat it. */
  readonly answerTo: (order: Order) => StoredAnswer;
  readonly cause: Cause;
  readonly signal: AbortSignal;
}

/**
 * Takes an order at the prices of this moment; its processing goes on afterwards.
 *
 * @throws the problem `validation-failed` for what cannot be ordered, `unauthenticated` for a deleted account;
 * `PeerError` when products does not say its prices, which nothing else may stand in for
 */
export const placeOrder =
  ({ quote, place, isDeletedUser, newId, now }: PlaceOrderDependencies) =>
  async ({ ownerId, lines }: PlaceOrder, { claim, answerTo, cause, signal }: PlaceOrderContext): Promise<Order> => {
    const offers = await quote(
      lines.map(({ productId }) => productId),
      signal,
    );
    const priced = priceOrder(lines, offers);
    if ('refusals' in priced) {
      throw refused(priced.refusals);
    }
    const createdAt = now();
    const order = {
      id: newId(),
      ownerId,
      status: 'pending',
      reason: null,
      ...priced,
      createdAt,
      history: [{ status: 'pending', at: createdAt }],
    } as const;
    if ((await place({ order, claim, answer: answerTo(order), cause })) === 'placed') {
      return order;
    }
    throw (await isDeletedUser(ownerId)) ? accountDeleted() : new ClaimLostError(`the claim on ${claim.key} was lost`);
  };

function refused(refusals: readonly Refusal[]): Problem {
  return new Problem('validation-failed', {
    detail: 'These items cannot be ordered as they are.',
    errors: refusals.map(({ line, message }) => ({
      path: line === undefined ? 'body.items' : `body.items[${line}].productId`,
      message,
    })),
  });
}

function accountDeleted(): Problem {
  return new Problem('unauthenticated', {
    detail: 'The account of this access token was deleted.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token", error_description="The account was deleted."' },
  });
}
