import { eventually, get, kubectl, useNamespaces } from './kubernetes';
import { type Load, startLoad } from './load/load';
import { seed } from './seed';
import {
  clientsNamespace,
  type HelmValues,
  imageOf,
  merge,
  release,
  services,
  servingPods,
  testValues,
} from './shop-release';

const namespace = 'flotilla-e2e-scaling';
const shop = { major: 4, release: 'shop', chart: 'deploy/shop', namespace } as const;
const scaled = ['gateway', 'products'] as const;

const fixed = merge(testValues, Object.fromEntries(services.map((name) => [name, { replicaCount: 2 }])));

/** Quick to scale in, so that a test can wait for it. */
const autoscaling: HelmValues = {
  enabled: true,
  minReplicas: 2,
  maxReplicas: 4,
  targetCPUUtilizationPercentage: 50,
  behavior: {
    scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
  },
};
const byLoad = merge(fixed, Object.fromEntries(scaled.map((name) => [name, { autoscaling }])));

let image: string;

useNamespaces(namespace, clientsNamespace);
beforeAll(async () => {
  await release('install', { ...shop, values: fixed });
  image = await imageOf(namespace, 'shop-gateway');
  await seed(namespace, 'shop-gateway', 'shop-admin');
});

function load(name: string, rate: number): Promise<Load> {
  const url = `http://shop-gateway.${namespace}`;
  return startLoad({ namespace: clientsNamespace, url, image, rate, maxSeconds: 600, name });
}

const replicasOf = async (service: string): Promise<number> =>
  (await get('deployment', `shop-${service}`, namespace))?.spec.replicas as number;

/** Fewest pods that served and that were asked for, of the services that are scaled, while something was done. */
async function fewestDuring(work: () => Promise<unknown>): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  let done = false;
  const watching = (async () => {
    while (!done) {
      for (const service of scaled) {
        const [serving, asked] = await Promise.all([servingPods(namespace, service, 'shop'), replicasOf(service)]);
        fewest = Math.min(fewest, serving.length, asked);
      }
    }
  })();
  await work().finally(() => {
    done = true;
  });
  await watching;
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
  const steady = await load('steady', 5);
  const burst = await load('burst', 40);
  await eventually('more pods of the gateway', 180, async () => (await replicasOf('gateway')) > 2);
  await eventually(
    'the new pods to serve',
    60,
    async () => (await servingPods(namespace, 'gateway', 'shop')).length > 2,
  );
  const heavy = await burst.stop();
  await eventually('the pods to go again', 300, async () => (await replicasOf('gateway')) === 2);
  const light = await steady.stop();
  for (const result of [heavy, light]) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect({ failed: result.failed, failures: result.failures }).toEqual({ failed: 0, failures: [] });
    expect({ unfinished: result.unfinished, doubled: result.doubled }).toEqual({ unfinished: [], doubled: [] });
  }
});

test('turning autoscaling off never drops to one pod', async () => {
  const fewest = await fewestDuring(() => release('upgrade', { ...shop, values: fixed, args: ['--force-conflicts'] }));
  expect(fewest).toBe(2);
  expect(await get('horizontalpodautoscaler', 'shop-gateway', namespace)).toBeUndefined();
});
