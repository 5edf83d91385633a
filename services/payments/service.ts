import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'payments',
  description: 'Takes and refunds the money of orders through a payment provider.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  database: { migrations: true },
  config: {
    PAYMENT_PROVIDER: {
      type: 'enum',
      values: ['test'],
      default: 'test',
      description:
        'Provider behind the port. The test provider declines amounts ending in 13 and times out once on 17.',
    },
    PROVIDER_TIMEOUT_MS: {
      type: 'integer',
      default: 5_000,
      minimum: 100,
      maximum: 60_000,
      unit: 'ms',
      description: 'Deadline of one request to the provider.',
    },
  },
  calls: {},
  publishes: {
    'payments.v1.payment.paid': { version: 1, schema: 'PaymentPaid', description: 'The money of an order was taken.' },
    'payments.v1.payment.declined': {
      version: 1,
      schema: 'PaymentDeclined',
      description: 'The provider refused, with the reason.',
    },
    'payments.v1.payment.refunded': {
      version: 1,
      schema: 'PaymentRefunded',
      description: 'The money of an order was given back.',
    },
  },
  subscribes: {},
  handles: {
    take: { version: 1, schema: 'TakePayment', description: 'Take the total of an order, once.' },
    refund: { version: 1, schema: 'RefundPayment', description: 'Give back what was taken for an order, once.' },
  },
} as const satisfies ServiceDeclaration;
