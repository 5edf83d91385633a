import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'shelf',
  description: 'Keeps items.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'GET', path: '/items', access: 'public' },
      { method: 'POST', path: '/items', access: 'public' },
    ],
    operations: { count: { method: 'GET', path: '/internal/count', description: 'How many there are.' } },
  },
  config: {
    OWNER: { type: 'string', default: 'nobody', description: 'Shown with the items.' },
    ADMIN_EMAIL: { type: 'string', secret: { name: 'admin', key: 'email' }, description: 'Administrator.' },
    ADMIN_PASSWORD: { type: 'string', secret: { name: 'admin', key: 'password' }, description: 'His password.' },
    TOKEN_SIGNING_KEYS: { type: 'string', secret: { name: 'token-keys', key: 'private' }, description: 'Keys.' },
  },
  database: { migrations: true, poolMax: 4 },
  calls: {},
  publishes: { 'shelf.v1.item.added': { version: 1, schema: 'ItemAdded', description: 'An item was added.' } },
  subscribes: {},
} as const satisfies ServiceDeclaration;
