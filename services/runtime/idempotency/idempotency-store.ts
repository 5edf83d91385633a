import type { Session } from '../db';

/** A request that must take effect once, however often it is sent. */
export interface IdempotentRequest {
  readonly userId: string;
  /** Method and path template, e.g. `POST /orders`. */
  readonly route: string;
  /** From `idempotencyKeyOf`. */
  readonly key: string;
  /** From `fingerprintOf`. */
  readonly fingerprint: Uint8Array;
}

/** The right to handle a request, until it is completed, abandoned, or its time is over. */
export interface Claim extends IdempotentRequest {
  readonly token: string;
}

/** An answer as it is stored and sent again. */
export interface StoredAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What to do with a request. */
export type Begun =
  /** Handle it, then complete or abandon the claim. */
  | { readonly outcome: 'claimed'; readonly claim: Claim }
  /** It took effect before: give the same answer. */
  | { readonly outcome: 'replay'; readonly answer: StoredAnswer }
  /** It is being handled: answer with the problem `idempotency-in-flight`. */
  | { readonly outcome: 'in-flight' }
  /** The key belongs to another request: answer with the problem `idempotency-mismatch`. */
  | { readonly outcome: 'mismatch' };

/** Remembers answers by user, route and key. */
export interface IdempotencyStore {
  begin(request: IdempotentRequest): Promise<Begun>;

  /**
   * Stores the answer. Given the transaction of the effect, both are there or neither is.
   * @throws `ClaimLostError` when the claim's time was over and somebody else has it; the transaction must roll back
   */
  complete(session: Session, claim: Claim, answer: StoredAnswer): Promise<void>;

  /** Lets the request be sent again, because it had no effect. Does nothing when the claim is completed or lost. */
  abandon(claim: Claim): Promise<void>;
}

/** A request was handled for so long that another attempt took it over. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';
}
