import type { HelmChartProps } from '@flotilla/constructs';

type CiValues = NonNullable<HelmChartProps['ci']>;

/** Values that tests of a service's chart install it with: ways to run it that its defaults do not show. */
export const serviceCiValues: CiValues = {
  'fixed-size': { replicaCount: 2, autoscaling: { enabled: false }, secretsAsFiles: true },
  keda: {
    autoscaling: { scaler: 'keda' },
    metrics: { serviceMonitor: { enabled: true }, prometheusRule: { enabled: true } },
  },
  'external-secrets': { externalSecret: { enabled: true }, global: { mesh: 'linkerd' } },
};

const trial = { bootstrap: { enabled: true }, nats: { replicas: 1 } };

/** The same for the platform's chart. */
export const platformCiValues: CiValues = {
  trial,
  'outside-database': { postgresql: { enabled: false }, global: { mesh: 'istio' } },
};

/** The same for the whole shop. */
export const shopCiValues: CiValues = {
  trial: { platform: trial },
  'http-route': { gateway: { ingress: { enabled: false }, httpRoute: { enabled: true } }, global: { mesh: 'istio' } },
  'without-payments': { payments: { enabled: false } },
};
