import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'products',
  description: 'The catalogue and its stock.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'GET', path: '/products', access: 'public' },
      { method: 'POST', path: '/products', access: { roles: ['admin'] } },
      { method: 'GET', path: '/products/{id}', access: 'public' },
      { method: 'PATCH', path: '/products/{id}', access: { roles: ['admin'] } },
      { method: 'DELETE', path: '/products/{id}', access: { roles: ['admin'] } },
      { method: 'GET', path: '/products/{id}/stock', access: { roles: ['admin'] } },
      { method: 'POST', path: '/products/{id}/stock', access: { roles: ['admin'] } },
    ],
    operations: {
      quote: {
        method: 'POST',
        path: '/internal/quote',
        safe: true,
        description: 'Name and price of several products at this moment.',
      },
    },
  },
  database: { migrations: true },
  config: {
    RESERVATION_SECONDS: {
      type: 'integer',
      default: 900,
      minimum: 30,
      maximum: 86_400,
      unit: 's',
      description: 'How long reserved stock is held before it returns to the shelf.',
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
  calls: {},
  publishes: {
    'products.v1.product.created': {
      version: 1,
      schema: 'ProductCreated',
      description: 'A product entered the catalogue.',
    },
    'products.v1.product.changed': {
      version: 1,
      schema: 'ProductChanged',
      description: 'Name, price, tags or status of a product changed.',
    },
    'products.v1.stock.changed': {
      version: 1,
      schema: 'StockChanged',
      description: 'What is on hand, reserved or sold changed.',
    },
    'products.v1.stock.reserved': {
      version: 1,
      schema: 'StockReserved',
      description: 'All items of an order are held.',
    },
    'products.v1.stock.refused': {
      version: 1,
      schema: 'StockRefused',
      description: 'An order cannot be held, with the reason.',
    },
    'products.v1.stock.released': {
      version: 1,
      schema: 'StockReleased',
      description: 'What was held for an order is back on the shelf.',
    },
    'products.v1.stock.committed': {
      version: 1,
      schema: 'StockCommitted',
      description: 'What was held for an order is sold.',
    },
  },
  subscribes: {},
  handles: {
    reserve: { version: 1, schema: 'ReserveStock', description: 'Hold all items of an order, or none.' },
    release: { version: 1, schema: 'ReleaseStock', description: 'Give back what is held for an order.' },
    commit: { version: 1, schema: 'CommitStock', description: 'Turn what is held for an order into sold.' },
  },
} as const satisfies ServiceDeclaration;
