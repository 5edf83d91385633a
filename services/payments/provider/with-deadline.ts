import { type PaymentProvider, ProviderError } from './payment-provider';

/** A provider whose requests end in time: without an answer, their effect is unknown. */
export function withDeadline(provider: PaymentProvider, timeoutMs: number): PaymentProvider {
  return {
    charge: (request, signal) => within('charge', timeoutMs, signal, (inner) => provider.charge(request, inner)),
    lookUp: (chargeKey, signal) => within('lookUp', timeoutMs, signal, (inner) => provider.lookUp(chargeKey, inner)),
    refund: (request, signal) => within('refund', timeoutMs, signal, (inner) => provider.refund(request, inner)),
  };
}

/** Ends even where the provider does not heed its signal. */
async function within<T>(
  operation: string,
  timeoutMs: number,
  outer: AbortSignal,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (): void => controller.abort(outer.reason);
  const tooLong = (): void =>
    controller.abort(new ProviderError(`the provider did not answer ${operation} within ${timeoutMs} ms`, 'unknown'));
  const timer = setTimeout(tooLong, timeoutMs);
  outer.addEventListener('abort', stop, { once: true });
  try {
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return await Promise.race([ended, request(signal)]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}
