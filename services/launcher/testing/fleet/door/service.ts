import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'door',
  description: 'Passes requests on.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {},
  forwards: { shelf: {}, clerk: {} },
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;
