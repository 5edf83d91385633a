import { type HelmValues, merge, services, testValues } from '../cluster/shop-release';
import type { ForkEnvironment } from './fork';

/** Of the node, every pod asks for little, since two shops stand on it. */
const small: HelmValues = { resources: { requests: { cpu: '20m' } } };

/** No ingress controller is asked for: without one an Ingress never gets an address, and is never Healthy. */
const bare = [
  { gateway: { ingress: { enabled: false } }, platform: { nats: small, postgresql: small } },
  Object.fromEntries(services.map((name) => [name, small])),
].reduce(merge, testValues);

/** Scaled by an autoscaler that sees no reason to, and takes nothing away: so a test may scale by hand. */
const scaled: HelmValues = {
  autoscaling: {
    enabled: true,
    minReplicas: 2,
    maxReplicas: 3,
    targetCPUUtilizationPercentage: 0,
    targetMemoryUtilizationPercentage: 1_000,
    behavior: { scaleDown: { selectPolicy: 'Disabled' } },
  },
};

/** A fixed number of pods. */
export const local: ForkEnvironment = { name: 'local', namespace: 'flotilla-e2e-argocd-local', values: bare };

/** A number of pods that the cluster decides. */
export const staging: ForkEnvironment = {
  name: 'staging',
  namespace: 'flotilla-e2e-argocd-staging',
  values: merge(bare, { gateway: scaled, products: scaled }),
};

/** The environment with other values over its own. */
export function changed(environment: ForkEnvironment, values: HelmValues): ForkEnvironment {
  return { ...environment, values: merge(environment.values, values) };
}
