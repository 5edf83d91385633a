import type { Environment } from '@flotilla/constructs';
import type { ShopValues } from './shop-values';

/** Secrets from the store and as files, at least three pods of everything. */
const service = {
  image: { pullPolicy: 'Always' },
  autoscaling: { minReplicas: 3, maxReplicas: 20 },
  secretsAsFiles: true,
} as const;

export const production: Environment<ShopValues> = {
  name: 'production',
  namespace: 'shop',
  values: { users: service, products: service, orders: service, payments: service, gateway: service },
};
