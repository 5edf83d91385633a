import { expectEveryOrderEnded, pairs, useBusyShop } from './busy-shop';
import { during, eventually, get, kubectl } from './kubernetes';
import { type HelmValues, merge, release } from './shop-release';

const namespace = 'flotilla-e2e-scaling';
const scaled = ['gateway', 'products'] as const;
const { shop, load, podsOf } = useBusyShop(namespace);

/** Quick to scale in, so that a test can wait for it. */
const autoscaling: HelmValues = {
  enabled: true,
  minReplicas: 2,
  maxReplicas: 4,
  targetCPUUtilizationPercentage: 60,
  behavior: {
    scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
  },
};
/** Pods that ask for little: all of them must find room on a small node. */
const resources = { requests: { cpu: '50m' } };
const byLoad = merge(pairs, Object.fromEntries(scaled.map((name) => [name, { autoscaling, resources }])));

const replicasOf = async (service: string): Promise<number> =>
  (await get('deployment', `shop-${service}`, namespace))?.spec.replicas as number;

/** Fewest pods that served and that were asked for, of the services that are scaled, while something was done. */
async function fewestDuring(work: () => Promise<unknown>): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  await during(work, async () => {
    for (const service of scaled) {
      const [serving, asked] = await Promise.all([podsOf(service), replicasOf(service)]);
      fewest = Math.min(fewest, serving.length, asked);
    }
  });
  return fewest;
}

/** As docs/gitops.md says: somebody else holds the number of pods until the scaler does. */
async function handOver(service: string): Promise<void> {
  const replicas = await replicasOf(service);
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `shop-${service}` },
    spec: { replicas },
  };
  const how = ['--server-side', '--field-manager=hand-over', '--namespace', namespace];
  await kubectl(['apply', ...how, '--filename', '-'], JSON.stringify(object));
}

async function scaledByController(): Promise<true | undefined> {
  const scalers = await Promise.all(
    scaled.map((service) => get('horizontalpodautoscaler', `shop-${service}`, namespace)),
  );
  const active = scalers.every((scaler) =>
    (scaler?.status?.conditions ?? []).some(
      ({ type, status }: { type: string; status: string }) => type === 'ScalingActive' && status === 'True',
    ),
  );
  return active || undefined;
}

test('turning autoscaling on never drops to one pod', async () => {
  const fewest = await fewestDuring(async () => {
    for (const service of scaled) await handOver(service);
    await release('upgrade', { ...shop, values: byLoad });
    await eventually('the scalers to see load', 120, scaledByController);
  });
  expect(fewest).toBe(2);
});

test('an upgrade without a change has no conflict with the scaler', async () => {
  await kubectl(['scale', 'deployment/shop-gateway', '--replicas=3', '--namespace', namespace]);
  await release('upgrade', { ...shop, values: byLoad });
  expect(await replicasOf('gateway')).toBeGreaterThanOrEqual(2);
});

test('load adds pods, its end takes them away, and nothing is lost', async () => {
  await eventually('the size at rest', 300, async () => (await replicasOf('gateway')) === 2);
  const steady = await load({ name: 'steady', rate: 5 });
  const burst = await load({ name: 'burst', rate: 60 });
  await eventually('more pods of the gateway', 180, async () => (await replicasOf('gateway')) > 2);
  await eventually('the new pods to serve', 60, async () => (await podsOf('gateway')).length > 2);
  const heavy = await burst.stop();
  await eventually('the pods to go again', 300, async () => (await replicasOf('gateway')) === 2);
  const light = await steady.stop();
  for (const result of [heavy, light]) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect({ failed: result.failed, failures: result.failures }).toEqual({ failed: 0, failures: [] });
    expectEveryOrderEnded(result);
  }
});

test('turning autoscaling off never drops to one pod', async () => {
  const fewest = await fewestDuring(() => release('upgrade', { ...shop, values: pairs, args: ['--force-conflicts'] }));
  expect(fewest).toBe(2);
  expect(await get('horizontalpodautoscaler', 'shop-gateway', namespace)).toBeUndefined();
});
