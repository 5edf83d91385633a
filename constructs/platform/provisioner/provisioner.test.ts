import type { JsonObject } from '../../template';
import { durableConsumersOf, streamsOf } from '../../topology';
import { nameOf, oneLike, peersByPort, podOf, render, topology, volumeOf } from '../test-platform';

const inputOf = (values: JsonObject = {}, file = 'nats.json') =>
  JSON.parse(
    (oneLike(render(values), 'ConfigMap', 'provisioner-input').data as Record<string, string>)[file] as string,
  );
const jobOf = (values: JsonObject = {}): string => nameOf(oneLike(render(values), 'Job', 'provisioner'));

test('reads the streams and consumers of the topology, with as many copies as there are servers', () => {
  expect(inputOf()).toMatchObject({
    streams: streamsOf(topology, { replicas: 3 }),
    consumers: durableConsumersOf(topology).map(({ stream, config }) => ({ stream, config })),
  });
  expect(inputOf({ nats: { replicas: 1, streams: { maxBytes: 2 ** 40 } } }).streams).toEqual(
    streamsOf(topology, { replicas: 1, maxBytes: 2 ** 40 }),
  );
});

test('reads a database for every service that has one', () => {
  expect(inputOf({}, 'postgresql.json').databases.map(({ name }: { name: string }) => name)).toEqual([
    'good_hearer',
    'speaker',
  ]);
});

test('runs again where there is something new to do, and only there', () => {
  expect(jobOf({ nats: { resources: null } })).toBe(jobOf());
  expect(jobOf({ provisioner: { backoffLimit: 1 } })).toBe(jobOf());
  expect(jobOf({ nats: { streams: { maxBytes: 2 ** 20 } } })).not.toBe(jobOf());
  expect(jobOf({ provisioner: { image: { tag: '2.0' } } })).not.toBe(jobOf());
  expect(jobOf({ provisioner: { podAnnotations: { rotated: 'today' } } })).not.toBe(jobOf());
});

test('leaves a day to make its Secrets by hand', () => {
  expect(oneLike(render(), 'Job', 'provisioner').spec).toMatchObject({ activeDeadlineSeconds: 86_400 });
});

test('finds every file that its input names', () => {
  const { sources } = volumeOf(podOf(render(), 'provisioner'), 'secrets').projected as JsonObject;
  const secrets = sources as unknown as { secret: { items: { path: string }[] } }[];
  const mounted = secrets.flatMap(({ secret }) => secret.items.map(({ path }) => path)).sort();
  const named = `${JSON.stringify(inputOf())}${JSON.stringify(inputOf({}, 'postgresql.json'))}`;
  const files = [
    ...named.matchAll(/"(?:seedFile|passwordFile|standbyPasswordFile)":"\/var\/run\/secrets\/flotilla\/([^"]+)"/g),
  ];
  expect(files.map(([, path]) => path).sort()).toEqual(mounted);
});

test('reaches both servers and DNS, and nobody reaches it', () => {
  const policy = render().one('NetworkPolicy', 'provisioner');
  expect(policy.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  expect(policy.spec).not.toHaveProperty('ingress');
  expect(peersByPort(policy, 'egress')).toEqual({
    '53/UDP 53/TCP': ['{"kubernetes.io/metadata.name":"kube-system"}'],
    '4222/TCP': ['nats/server'],
    '5432/TCP': ['postgresql/server'],
  });
});
