import type { JsonObject } from '@flotilla/constructs';
import { selects } from './label-selector';
import { subjectsOf } from './selectors';
import { compiled, renderShop } from './shop';
import { type Workload, workloadsOf } from './workloads';

const services = compiled.topology.services.map(({ name }) => name);

/** The same values for every service. */
function withServices(values: JsonObject): JsonObject[] {
  return renderShop('shop', Object.fromEntries(services.map((name) => [name, values])));
}

interface Scaler {
  readonly kind: string;
  readonly target: string;
  readonly fewest: number;
}

/** Objects that set the number of pods of another. */
function scalersOf(objects: readonly JsonObject[]): Scaler[] {
  return objects.flatMap(({ kind, spec }) => {
    const { scaleTargetRef, minReplicas, minReplicaCount } = (spec ?? {}) as {
      scaleTargetRef?: { kind: string; name: string };
      minReplicas?: number;
      minReplicaCount?: number;
    };
    if (scaleTargetRef === undefined) return [];
    const target = `${scaleTargetRef.kind}/${scaleTargetRef.name}`;
    return [{ kind: String(kind), target, fewest: (minReplicas ?? minReplicaCount) as number }];
  });
}

const replicasOf = ({ object }: Workload): number | undefined => (object.spec as { replicas?: number }).replicas;

const cases = [true, false].flatMap((enabled) =>
  (['hpa', 'keda'] as const).flatMap((scaler) =>
    [1, 2].flatMap((minReplicas) =>
      [0, 1, 2, 3].map((replicaCount) => ({ autoscaling: { enabled, scaler, minReplicas }, replicaCount })),
    ),
  ),
);

describe.each(cases.map((values) => [JSON.stringify(values), values] as const))('with %s', (_, values) => {
  const objects = withServices(values);
  const { enabled, scaler, minReplicas } = values.autoscaling;
  const deployments = workloadsOf(objects).filter(({ kind }) => kind === 'Deployment');
  const scalers = scalersOf(objects);

  test('exactly one thing says how many pods there are', () => {
    expect(deployments.length).toBe(services.length);
    for (const deployment of deployments) {
      const own = scalers.filter(({ target }) => target === deployment.name);
      expect(own.map(({ kind }) => kind)).toEqual(
        enabled ? [scaler === 'hpa' ? 'HorizontalPodAutoscaler' : 'ScaledObject'] : [],
      );
      expect(replicasOf(deployment)).toBe(enabled ? undefined : values.replicaCount);
    }
  });

  test('evictions are limited exactly where two pods are certain', () => {
    const budgets = subjectsOf(objects).filter(({ kind }) => kind === 'PodDisruptionBudget');
    for (const { name, labels } of deployments) {
      const certain = enabled ? minReplicas : values.replicaCount;
      const own = budgets.filter(({ selector }) => selects(selector, labels));
      expect({ name, budgets: own.length }).toEqual({ name, budgets: certain >= 2 ? 1 : 0 });
    }
  });
});

test('the broker has a budget as a cluster and none as a single server', () => {
  const budgetsFor = (replicas: number): number => {
    const objects = renderShop('shop', { platform: { nats: { replicas } } });
    const [nats] = workloadsOf(objects).filter(({ name }) => name === 'StatefulSet/shop-nats') as [Workload];
    expect(replicasOf(nats)).toBe(replicas);
    return subjectsOf(objects).filter(
      ({ kind, selector }) => kind === 'PodDisruptionBudget' && selects(selector, nats.labels),
    ).length;
  };
  expect([budgetsFor(1), budgetsFor(3)]).toEqual([0, 1]);
});

test('every budget lets broken pods go and names one pod', () => {
  const budgets = renderShop('shop').filter(({ kind }) => kind === 'PodDisruptionBudget');
  expect(budgets.length).toBeGreaterThan(services.length);
  for (const { spec } of budgets) {
    expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(spec).not.toHaveProperty('minAvailable');
  }
});
