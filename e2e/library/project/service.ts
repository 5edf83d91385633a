import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'parcels',
  description: 'Knows where every parcel is.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [{ method: 'GET', path: '/parcels/{id}', access: 'user' }],
  },
  database: { migrations: true },
  config: {
    CARRIER_TIMEOUT: {
      type: 'integer',
      default: 2_000,
      minimum: 100,
      maximum: 30_000,
      unit: 'ms',
      description: 'How long a carrier may take to answer.',
    },
    CARRIER_KEY: {
      type: 'string',
      secret: { name: 'parcels-carrier', key: 'api_key' },
      description: 'Key of the account at the carrier.',
    },
  },
  calls: {},
  publishes: {
    'parcels.v1.parcel.delivered': { version: 1, schema: 'ParcelDelivered', description: 'A parcel arrived.' },
  },
  subscribes: {},
} as const satisfies ServiceDeclaration;
