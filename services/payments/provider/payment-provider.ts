import type { ChargeOutcome } from '../domain/payment';

export interface ChargeRequest {
  /** One per order, whatever happens: requests with the same key are one charge. */
  readonly idempotencyKey: string;
  readonly orderId: string;
  /** In minor units, above 0. */
  readonly amount: number;
  readonly currency: string;
}

export interface RefundRequest {
  readonly idempotencyKey: string;
  /** Idempotency key of the charge. */
  readonly chargeKey: string;
  readonly orderId: string;
}

/**
 * Who moves the money. Requests and answers alone: an outcome that gets lost is asked for again, so no webhook is
 * needed. A request that fails throws `ProviderError`, and so does one whose signal is aborted.
 */
export interface PaymentProvider {
  charge(request: ChargeRequest, signal: AbortSignal): Promise<ChargeOutcome>;

  /**
   * What became of a charge. Asked before a charge is repeated: providers forget idempotency keys after a day or so,
   * their records stay.
   * @returns `undefined` where the provider has no such charge
   */
  lookUp(chargeKey: string, signal: AbortSignal): Promise<ChargeOutcome | undefined>;

  /**
   * Gives back the whole charge, and lets none be made under its key any more: a charge that is still on its way must
   * find the door closed. Providers call it reversal, or cancel-or-refund.
   * @returns what was given back, now or by an earlier request; 0 where nothing had been charged
   */
  refund(request: RefundRequest, signal: AbortSignal): Promise<{ readonly amount: number }>;
}

/** No outcome. Both kinds are tried again: under one key nothing happens twice. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  /** @param effect `none`: the provider did nothing; `unknown`: it may have done what it was asked for */
  constructor(
    message: string,
    readonly effect: 'none' | 'unknown',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
