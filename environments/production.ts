import type { Environment } from '@flotilla/constructs';
import type { ShopValues } from './shop-values';

/** Argo CD begins no other sync before a Job has ended, so one that cannot run must not hold up its revert for long. */
const job = { activeDeadlineSeconds: 900 } as const;

/** Secrets from the store and as files, a database outside the cluster, at least three pods of every service. */
const service = {
  image: { pullPolicy: 'Always' },
  autoscaling: { minReplicas: 3, maxReplicas: 20 },
  externalSecret: { enabled: true },
  networkPolicy: { database: { cidr: '10.20.0.0/16' } },
  secretsAsFiles: true,
  migration: job,
} as const;

export const production: Environment<ShopValues> = {
  name: 'production',
  namespace: 'shop',
  values: {
    platform: {
      externalSecret: { enabled: true },
      postgresql: { enabled: false },
      nats: { image: { pullPolicy: 'Always' } },
      provisioner: { ...job, image: { pullPolicy: 'Always' } },
    },
    users: service,
    products: service,
    orders: service,
    payments: service,
    gateway: { ...service, ingress: { tls: { enabled: true } } },
  },
};
