import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { allOf, anyOf, GreaterThan, integerOf, not } from '../template';
import type { Scaling } from './autoscaling';
import type { ServiceContext } from './service-context';

/**
 * Keeps node drains from taking more than one pod at a time. Absent where fewer than two pods are certain, because it
 * would then block every drain; of two pods and more the least share is one pod. Broken pods may always be evicted.
 */
export function podDisruptionBudget(
  scope: Construct,
  context: ServiceContext,
  scaling: Scaling,
): k8s.KubePodDisruptionBudget {
  const own = context.values.at('podDisruptionBudget').describe('What a node drain may take away at a time.');
  const enabled = own.flag('enabled', {
    default: true,
    description: 'Limit evictions, where at least two pods are certain.',
  });
  const maxUnavailable = own.podShare('maxUnavailable', {
    default: 1,
    description: 'Pods that may be missing: a number from 1, or a share of them from 1% to 100%, rounded up.',
  });
  const replicas = integerOf(
    context.values.integer('replicaCount', {
      default: 3,
      minimum: 0,
      maximum: 1_000,
      description: 'Number of pods while autoscaling is off.',
    }),
  );
  const budget = new k8s.KubePodDisruptionBudget(scope, 'pod-disruption-budget', {
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { ...context.selector } },
    },
  });
  const several = anyOf(
    allOf(scaling.active, new GreaterThan(integerOf(scaling.minReplicas), 1)),
    allOf(not(scaling.active), new GreaterThan(replicas, 1)),
  );
  Edits.of(budget).guardObject(allOf(enabled, several)).set('/spec/maxUnavailable', maxUnavailable);
  return budget;
}
