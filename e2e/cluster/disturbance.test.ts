import { expectEveryOrderEnded, expectNothingLost, useBusyShop } from './busy-shop';
import { eventually, get, kubectl, list } from './kubernetes';
import { services, servingPods } from './shop-release';

const namespace = 'flotilla-e2e-disturbance';
const { load, podsOf, allPods, everythingServes } = useBusyShop(namespace);

describe('when pods are taken away', () => {
  const table: string[] = [];
  afterAll(() =>
    process.stdout.write(
      `${['what | seconds until it serves again | sent | failed | orders without an end', ...table].join('\n')}\n`,
    ),
  );

  // A pod of a StatefulSet is killed by its kubelet after a second: forced from the API server it may run on beside its
  // successor, on the same volume.
  const victims = [
    ['one pod of the gateway, killed', 'app.kubernetes.io/name=gateway', ['--grace-period=0', '--force']],
    ['one pod of orders, killed', 'app.kubernetes.io/name=orders', ['--grace-period=0', '--force']],
    ['one pod of products, deleted', 'app.kubernetes.io/name=products', []],
    ['NATS, killed', 'app.kubernetes.io/name=nats', ['--grace-period=1']],
    ['PostgreSQL, killed', 'app.kubernetes.io/name=postgresql', ['--grace-period=1']],
  ] as const;

  test.each(victims)('%s: every accepted order comes to its end', async (what, selector, how) => {
    const running = await load();
    const [pod] = await list('pods', namespace, `${selector},app.kubernetes.io/component=server`);
    const began = Date.now();
    await kubectl(['delete', 'pod', pod!.metadata.name, '--namespace', namespace, '--wait=false', ...how]);
    await eventually('everything to serve again', 180, async () => {
      const counts = Object.values(await allPods()).map((pods) => pods.length);
      const platform = await Promise.all(['nats', 'postgresql'].map((name) => servingPods(namespace, name, 'shop')));
      const same =
        platform.flat().includes(pod!.metadata.name) && (await uidOf(pod!.metadata.name)) === pod!.metadata.uid;
      return counts.every((count) => count === 2) && platform.every((pods) => pods.length === 1) && !same;
    });
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    const result = await running.stop();
    table.push([what, seconds, result.sent, result.failed, result.unfinished.length].join(' | '));
    expectEveryOrderEnded(result);
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
    await everythingServes(180);
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
