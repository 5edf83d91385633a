import type { Environment } from '@flotilla/constructs';
import type { ShopValues } from './shop-values';

/** Argo CD begins no other sync before a Job has ended, so one that cannot run must not hold up its revert for long. */
const job = { activeDeadlineSeconds: 900 } as const;

/** Like production, smaller. */
const service = {
  autoscaling: { minReplicas: 2, maxReplicas: 4 },
  externalSecret: { enabled: true },
  networkPolicy: { database: { cidr: '10.10.0.0/16' } },
  secretsAsFiles: true,
  migration: job,
} as const;

export const staging: Environment<ShopValues> = {
  name: 'staging',
  namespace: 'shop-staging',
  values: {
    platform: { externalSecret: { enabled: true }, postgresql: { enabled: false }, provisioner: job },
    users: service,
    products: service,
    orders: service,
    payments: service,
    gateway: { ...service, ingress: { hosts: ['api.staging.yourdomain.com'], tls: { enabled: true } } },
  },
};
