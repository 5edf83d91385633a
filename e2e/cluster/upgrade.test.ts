import { expectNothingLost, otherTagOf, pairs, useBusyShop } from './busy-shop';
import { helm } from './helm';
import { type HelmValues, imageOf, merge, release, services } from './shop-release';

const namespace = 'flotilla-e2e-upgrade';
const { shop, load, podsOf, allPods, everythingServes, onlyNewPodsServe } = useBusyShop(namespace);

test('a rolling upgrade to other images and another configuration, and a rollback, fail no request', async () => {
  const running = await load();
  const before = await allPods();
  const next: Record<string, HelmValues> = {};
  for (const name of services) {
    const image = await imageOf(namespace, `shop-${name}`);
    next[name] = { image: { tag: await otherTagOf(name, image) }, config: { logLevel: 'warn' } };
  }
  await release('upgrade', { ...shop, values: merge(pairs, next) });
  for (const name of services) expect((await podsOf(name)).filter((pod) => before[name]?.includes(pod))).toEqual([]);
  await onlyNewPodsServe();
  await helm(4, ['rollback', 'shop', '--namespace', namespace, '--wait', '--timeout', '5m']);
  expectNothingLost(await running.stop());
});

test('a change of configuration rolls the pods that it concerns, and no others', async () => {
  const before = await allPods();
  await release('upgrade', { ...shop, values: merge(pairs, { orders: { config: { sagaStepSeconds: 30 } } }) });
  for (const name of services.filter((each) => each !== 'orders')) expect(await podsOf(name)).toEqual(before[name]);
  expect((await podsOf('orders')).filter((pod) => before.orders?.includes(pod))).toEqual([]);
});

const broken: readonly (readonly [string, HelmValues])[] = [
  ['an image that does not exist', { products: { image: { tag: 'missing' } } }],
  [
    'a configuration with which nobody gets ready',
    { orders: { nats: { url: 'nats://nowhere:4222' }, networkPolicy: { nats: { cidr: '203.0.113.0/24' } } } },
  ],
  ['a migration that cannot run', { users: { database: { secretKey: 'missing' } } }],
];

test.each(broken)('a broken upgrade (%s) is rolled back, and nobody notices', async (_, change) => {
  const running = await load();
  const upgrade = release('upgrade', {
    ...shop,
    values: merge(pairs, change),
    args: ['--rollback-on-failure', '--timeout', '45s'],
  });
  await expect(upgrade).rejects.toThrow(/rolled back|timed out|failed/i);
  expectNothingLost(await running.stop());
  await everythingServes(60);
});
