import type { Environment } from '@flotilla/constructs';
import type { ShopValues } from './shop-values';

/** Like production, smaller. */
const service = { autoscaling: { minReplicas: 2, maxReplicas: 4 } } as const;

export const staging: Environment<ShopValues> = {
  name: 'staging',
  namespace: 'shop-staging',
  values: { users: service, products: service, orders: service, payments: service, gateway: service },
};
