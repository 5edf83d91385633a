import type { Environment } from '@flotilla/constructs';
import type { ShopValues } from './shop-values';

/** A laptop or a test cluster: one pod each, secrets made in the cluster, images loaded by hand. */
const service = {
  replicaCount: 1,
  autoscaling: { enabled: false },
  podDisruptionBudget: { enabled: false },
  image: { pullPolicy: 'IfNotPresent' },
} as const;

export const local: Environment<ShopValues> = {
  name: 'local',
  namespace: 'shop-local',
  values: { users: service, products: service, orders: service, payments: service, gateway: service },
};
