import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'clerk',
  description: 'Notes what is added.',
  http: { port: 3000, adminPort: 9090, routes: [{ method: 'GET', path: '/notes', access: 'public' }] },
  config: {},
  database: { migrations: true, poolMax: 4 },
  calls: { shelf: ['count'] },
  publishes: {},
  subscribes: { 'shelf.v1.item.added': { version: 1 } },
} as const satisfies ServiceDeclaration;
