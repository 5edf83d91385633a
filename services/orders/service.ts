import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'orders',
  description: 'Takes orders and sees each through reservation, payment and confirmation.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'POST', path: '/orders', access: 'user', limit: 'order' },
      { method: 'GET', path: '/orders', access: 'user' },
      { method: 'GET', path: '/orders/{id}', access: 'user' },
      { method: 'POST', path: '/orders/{id}/cancel', access: 'user' },
      { method: 'GET', path: '/orders/{id}/events', access: 'user', stream: true },
    ],
  },
  database: { migrations: true },
  config: {
    SAGA_STEP_SECONDS: {
      type: 'integer',
      default: 60,
      minimum: 2,
      maximum: 3_600,
      unit: 's',
      description: 'How long a step of an order may stay without an answer before it is asked again or given up.',
    },
    TOKEN_ISSUER: {
      type: 'string',
      default: 'flotilla-shop',
      pattern: '[A-Za-z0-9.:/_-]+',
      description: 'Issuer and audience that access tokens must carry.',
    },
    TOKEN_JWKS: {
      type: 'string',
      secret: { name: 'token-keys', key: 'public' },
      description: 'Public JWK set that access tokens are verified with.',
    },
  },
  calls: {
    products: { operations: ['quote'], timeoutMs: 1_500, retries: 2 },
  },
  publishes: {
    'orders.v1.order.placed': {
      version: 1,
      schema: 'OrderPlaced',
      description: 'An order was accepted and its processing began.',
    },
    'orders.v1.order.confirmed': {
      version: 1,
      schema: 'OrderConfirmed',
      description: 'An order is paid and its stock sold.',
    },
    'orders.v1.order.rejected': {
      version: 1,
      schema: 'OrderRejected',
      description: 'An order came to nothing, with the reason.',
    },
    'orders.v1.order.cancelled': {
      version: 1,
      schema: 'OrderCancelled',
      description: 'An order was cancelled and everything given back.',
    },
  },
  subscribes: {
    'products.v1.stock.reserved': { version: 1, purpose: 'saga' },
    'products.v1.stock.refused': { version: 1, purpose: 'saga' },
    'products.v1.stock.released': { version: 1, purpose: 'saga' },
    'products.v1.stock.committed': { version: 1, purpose: 'saga' },
    'payments.v1.payment.paid': { version: 1, purpose: 'saga' },
    'payments.v1.payment.declined': { version: 1, purpose: 'saga' },
    'payments.v1.payment.refunded': { version: 1, purpose: 'saga' },
    'products.v1.product.created': { version: 1, purpose: 'catalogue' },
    'products.v1.product.changed': { version: 1, purpose: 'catalogue' },
    'users.v1.user.deleted': { version: 1, purpose: 'privacy' },
  },
  sends: {
    products: ['reserve', 'release', 'commit'],
    payments: ['take', 'refund'],
  },
} as const satisfies ServiceDeclaration;
