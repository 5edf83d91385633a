/** The port to the payment provider, and the providers behind it. */
export { type PaymentProvider, ProviderError } from './payment-provider';
export { testProvider } from './test-provider';
export { withDeadline } from './with-deadline';
