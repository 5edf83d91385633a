import type { Environment } from '@flotilla/constructs';
import type { ShopValues } from './shop-values';

/** A laptop or a test cluster: one pod of each, secrets made in the cluster, images loaded by hand. */
const service = {
  replicaCount: 1,
  autoscaling: { enabled: false },
  image: { pullPolicy: 'IfNotPresent' },
} as const;

export const local: Environment<ShopValues> = {
  name: 'local',
  namespace: 'shop-local',
  values: {
    platform: { bootstrap: { enabled: true }, nats: { replicas: 1 } },
    users: service,
    products: service,
    orders: service,
    payments: service,
    gateway: { ...service, ingress: { hosts: ['shop.localhost'] } },
  },
};
