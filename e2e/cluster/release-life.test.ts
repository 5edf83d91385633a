import { helm } from './helm';
import { eventually, get, kubectl, list, useNamespaces } from './kubernetes';
import { type Load, type LoadResult, startLoad } from './load/load';
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

const namespace = 'flotilla-e2e-life';
const shop = { major: 4, release: 'shop', chart: 'deploy/shop', namespace } as const;

/** Two pods of everything, so that one can go. */
const values = merge(testValues, Object.fromEntries(services.map((name) => [name, { replicaCount: 2 }])));

let image: string;

useNamespaces(namespace, clientsNamespace);
beforeAll(async () => {
  await release('install', { ...shop, values });
  image = await imageOf(namespace, 'shop-gateway');
  await seed(namespace, 'shop-gateway', 'shop-admin');
});

function load(): Promise<Load> {
  const url = `http://shop-gateway.${namespace}`;
  return startLoad({ namespace: clientsNamespace, url, image, rate: 10, maxSeconds: 600 });
}

function expectNothingLost(result: LoadResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.sent).toBeGreaterThan(50);
  expect(result.orders).toBeGreaterThan(5);
  expect({ failed: result.failed, failures: result.failures }).toEqual({ failed: 0, failures: [] });
  expect({ unfinished: result.unfinished, doubled: result.doubled }).toEqual({ unfinished: [], doubled: [] });
}

async function podsOf(service: string): Promise<string[]> {
  return (await servingPods(namespace, service, 'shop')).sort();
}

test('a rolling upgrade to other images and another configuration, and a rollback, fail no request', async () => {
  const running = await load();
  const before = Object.fromEntries(
    await Promise.all(services.map(async (name) => [name, await podsOf(name)] as const)),
  );
  const next = Object.fromEntries(
    services.map((name) => [name, { podAnnotations: { release: 'next' }, config: { logLevel: 'warn' } }]),
  );
  await release('upgrade', { ...shop, values: merge(values, next) });
  for (const name of services) expect((await podsOf(name)).filter((pod) => before[name]?.includes(pod))).toEqual([]);
  await helm(4, ['rollback', 'shop', '--namespace', namespace, '--wait', '--timeout', '5m']);
  expectNothingLost(await running.stop());
});

test('a change of configuration rolls the pods that it concerns, and no others', async () => {
  const before = Object.fromEntries(
    await Promise.all(services.map(async (name) => [name, await podsOf(name)] as const)),
  );
  await release('upgrade', { ...shop, values: merge(values, { orders: { config: { sagaStepSeconds: 30 } } }) });
  for (const name of services.filter((each) => each !== 'orders')) expect(await podsOf(name)).toEqual(before[name]);
  expect((await podsOf('orders')).filter((pod) => before.orders?.includes(pod))).toEqual([]);
});

const broken: readonly (readonly [string, HelmValues])[] = [
  ['an image that does not exist', { products: { image: { tag: 'missing' } } }],
  ['a configuration with which nobody gets ready', { orders: { nats: { url: 'nats://nowhere:4222' } } }],
  ['a migration that cannot run', { users: { database: { secretKey: 'missing' } } }],
];

test.each(broken)('a broken upgrade (%s) is rolled back, and nobody notices', async (_, change) => {
  const running = await load();
  const upgrade = release('upgrade', {
    ...shop,
    values: merge(values, change),
    args: ['--rollback-on-failure', '--timeout', '45s'],
  });
  await expect(upgrade).rejects.toThrow(/rolled back|timed out|failed/i);
  expectNothingLost(await running.stop());
  await eventually('all pods to serve', 60, async () => {
    const counts = await Promise.all(services.map(async (name) => (await podsOf(name)).length));
    return counts.every((count) => count === 2);
  });
});

describe('when pods are taken away', () => {
  const table: string[] = [];
  afterAll(() =>
    process.stdout.write(
      `${['what | seconds until it serves again | sent | failed | orders without an end', ...table].join('\n')}\n`,
    ),
  );

  const victims = [
    ['one pod of the gateway, killed', 'app.kubernetes.io/name=gateway', ['--grace-period=0', '--force']],
    ['one pod of orders, killed', 'app.kubernetes.io/name=orders', ['--grace-period=0', '--force']],
    ['one pod of products, deleted', 'app.kubernetes.io/name=products', []],
    ['NATS, killed', 'app.kubernetes.io/name=nats', ['--grace-period=0', '--force']],
    ['PostgreSQL, killed', 'app.kubernetes.io/name=postgresql', ['--grace-period=0', '--force']],
  ] as const;

  test.each(victims)('%s: every accepted order comes to its end', async (what, selector, how) => {
    const running = await load();
    const [pod] = await list('pods', namespace, `${selector},app.kubernetes.io/component=server`);
    const began = Date.now();
    await kubectl(['delete', 'pod', pod!.metadata.name, '--namespace', namespace, '--wait=false', ...how]);
    await eventually('everything to serve again', 180, async () => {
      const counts = await Promise.all(services.map(async (name) => (await podsOf(name)).length));
      const platform = await Promise.all(['nats', 'postgresql'].map((name) => servingPods(namespace, name, 'shop')));
      const same =
        platform.flat().includes(pod!.metadata.name) && (await uidOf(pod!.metadata.name)) === pod!.metadata.uid;
      return counts.every((count) => count === 2) && platform.every((pods) => pods.length === 1) && !same;
    });
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    const result = await running.stop();
    table.push([what, seconds, result.sent, result.failed, result.unfinished.length].join(' | '));
    expect({ unfinished: result.unfinished, doubled: result.doubled }).toEqual({ unfinished: [], doubled: [] });
    if (how.length === 0)
      expect({ failed: result.failed, failures: result.failures }).toEqual({ failed: 0, failures: [] });
  });

  test('every pod evicted, as a drained node does it: budgets hold, no request fails', async () => {
    const running = await load();
    const began = Date.now();
    let refused = 0;
    for (const service of services) {
      for (const pod of await podsOf(service)) {
        await eventually(`${pod} to be let go`, 180, async () => {
          const answer = await evict(pod);
          if (answer === 'refused') refused += 1;
          return answer === 'evicted';
        });
      }
    }
    await eventually('everything to serve again', 180, async () => {
      const counts = await Promise.all(services.map(async (name) => (await podsOf(name)).length));
      return counts.every((count) => count === 2);
    });
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    const result = await running.stop();
    table.push(
      ['every pod of the services, evicted', seconds, result.sent, result.failed, result.unfinished.length].join(' | '),
    );
    expect(refused).toBeGreaterThan(0);
    expectNothingLost(result);
  });

  /** A budget that has nothing to spare answers 429. */
  async function evict(pod: string): Promise<'evicted' | 'refused'> {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`;
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } };
    try {
      await kubectl(['create', '--raw', path, '--filename', '-'], JSON.stringify(body));
      return 'evicted';
    } catch (error) {
      if (/disruption budget/.test((error as Error).message)) return 'refused';
      throw error;
    }
  }

  async function uidOf(pod: string): Promise<string | undefined> {
    return (await get('pod', pod, namespace))?.metadata.uid;
  }
});
