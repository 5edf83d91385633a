import { App } from 'cdk8s';
import { HelmChart } from '../../helm';
import type { JsonObject } from '../../template';
import { fieldOf } from '../../testing';
import { topologyOf } from '../../topology';
import { chartProps, mute, nameOf, oneLike, peersByPort, podOf, render, volumeOf } from '../test-platform';
import { Nats } from './nats';

const single = { nats: { replicas: 1 } };

function configOf(values: JsonObject = {}): Record<string, string> {
  return oneLike(render(values), 'ConfigMap', 'nats-config').data as Record<string, string>;
}

function container(values: JsonObject = {}): JsonObject {
  return podOf(render(values), 'nats').spec.containers[0] as JsonObject;
}

interface SecretSource {
  readonly secret: {
    readonly name: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  };
}

/** What is mounted beside the configuration. */
function publicKeys(values: JsonObject = {}): readonly SecretSource[] {
  const { sources } = volumeOf(podOf(render(values), 'nats'), 'config').projected as JsonObject;
  return (sources as unknown as SecretSource[]).slice(1);
}

test('three servers find each other by the names that their Service gives them', () => {
  const objects = render();
  const spec = objects.one('StatefulSet', 'nats').spec as JsonObject;
  expect(spec).toMatchObject({ replicas: 3, serviceName: 'nats-headless', podManagementPolicy: 'Parallel' });
  expect(configOf()['cluster.conf']?.match(/nats:\/\/[^"]+/g)).toEqual([
    'nats://nats-0.nats-headless:6222',
    'nats://nats-1.nats-headless:6222',
    'nats://nats-2.nats-headless:6222',
  ]);
  expect(configOf()['nats.conf']).toContain('\ninclude "cluster.conf"');
  expect(objects.one('Service', 'nats-headless').spec).toMatchObject({
    clusterIP: 'None',
    publishNotReadyAddresses: true,
  });
});

test('the Services say what is spoken, so that the sidecar of a mesh does not wait for a client to begin', () => {
  const protocols = (name: string) =>
    (fieldOf(render().one('Service', name), '/spec/ports') as { name: string; appProtocol: string }[]).map(
      (port) => [port.name, port.appProtocol] as const,
    );
  expect(protocols('nats')).toEqual([['client', 'tcp']]);
  expect(protocols('nats-monitor')).toEqual([['monitor', 'http']]);
  expect(protocols('nats-headless')).toEqual([
    ['client', 'tcp'],
    ['routes', 'tcp'],
    ['monitor', 'http'],
  ]);
});

test('one server is no cluster, blocks no drain and sends no client away', () => {
  const objects = render(single);
  expect(configOf(single)).not.toHaveProperty('cluster.conf');
  expect(configOf(single)['nats.conf']).not.toContain('cluster.conf');
  expect(objects.ofKind('PodDisruptionBudget')).toEqual([]);
  expect(container(single)).not.toHaveProperty('lifecycle');
  expect(render().ofKind('PodDisruptionBudget').map(nameOf)).toEqual(['nats']);
  expect(container()).toHaveProperty('lifecycle.preStop');
});

test('what a server stored alone is not where a cluster would remove it', () => {
  expect(configOf(single)['nats.conf']).toContain('store_dir: "/data/single"');
  expect(configOf()['nats.conf']).toContain('store_dir: "/data/cluster"');
});

test('what is acknowledged is on disk', () => {
  expect(configOf()['nats.conf']).toContain('sync_interval: always');
});

test('two servers are refused', () => {
  expect(() => render({ nats: { replicas: 2 } })).toThrow('value nats.replicas: found 2, expected 1 or 3');
});

test('a change of the configuration makes another ConfigMap, which the pods mount', () => {
  const changed = render({ nats: { jetstream: { maxFileStore: '9Gi' } } });
  const before = nameOf(oneLike(render(), 'ConfigMap', 'nats-config'));
  const after = nameOf(oneLike(changed, 'ConfigMap', 'nats-config'));
  expect(after).not.toBe(before);
  expect(JSON.stringify(podOf(changed, 'nats'))).toContain(after);
  expect(nameOf(oneLike(render({ nats: { podLabels: { a: 'b' } } }), 'ConfigMap', 'nats-config'))).toBe(before);
});

test('the servers see the public half of every key and no other', () => {
  const files = publicKeys().map(({ secret }) => secret);
  expect(files.map(({ name, items }) => [name, items])).toEqual([
    ['good-hearer-nats', [{ key: 'public.conf', path: 'users/good-hearer.conf' }]],
    ['provisioner-nats', [{ key: 'public.conf', path: 'users/provisioner.conf' }]],
    ['speaker-nats', [{ key: 'public.conf', path: 'users/speaker.conf' }]],
  ]);
  expect(configOf()['nats.conf']?.match(/include "users[^"]+"/g)).toEqual(
    files.flatMap(({ items }) => items.map(({ path }) => `include "${path}"`)),
  );
});

test('the public keys may stand in one Secret of another name', () => {
  const sources = publicKeys({ nats: { publicKeys: { existingSecret: 'keys' } } });
  expect(sources.map(({ secret }) => secret.name)).toEqual(['keys']);
  expect(sources[0]?.secret.items.map(({ path }) => path)).toEqual([
    'users/good-hearer.conf',
    'users/provisioner.conf',
    'users/speaker.conf',
  ]);
});

test('exactly the users of the broker, the servers and the monitors reach it', () => {
  expect(peersByPort(render().one('NetworkPolicy', 'nats'), 'ingress')).toEqual({
    '4222/TCP': ['good-hearer/server', 'speaker/server', 'provisioner/job'],
    '6222/TCP': ['nats/server'],
    '8222/TCP': ['{"kubernetes.io/metadata.name":"monitoring"}', '{"kubernetes.io/metadata.name":"keda"}'],
  });
  expect(peersByPort(render().one('NetworkPolicy', 'nats'), 'egress')).toEqual({
    '53/UDP 53/TCP': ['{"kubernetes.io/metadata.name":"kube-system"}'],
    '6222/TCP': ['nats/server'],
  });
});

test('without a namespace there is no rule, instead of one for everybody', () => {
  const none = { namespaceLabels: null };
  const policy = render({ networkPolicy: { dns: none, prometheus: none, keda: none } }).one('NetworkPolicy', 'nats');
  expect(Object.keys(peersByPort(policy, 'ingress'))).toEqual(['4222/TCP', '6222/TCP']);
  expect(Object.keys(peersByPort(policy, 'egress'))).toEqual(['6222/TCP']);
  const alone = render({ ...single, networkPolicy: { dns: none } }).one('NetworkPolicy', 'nats');
  expect((alone.spec as JsonObject).policyTypes).toEqual(['Ingress', 'Egress']);
  expect(alone.spec).not.toHaveProperty('egress');
});

test('health is asked on three paths', () => {
  const paths = ['startupProbe', 'readinessProbe', 'livenessProbe'].map(
    (probe) => ((container()[probe] as JsonObject).httpGet as JsonObject).path,
  );
  expect(paths).toEqual(['/healthz', '/healthz?js-server-only=true', '/healthz?js-enabled-only=true']);
});

test('a fleet that sends no message has no broker', () => {
  const chart = new HelmChart(new App(), 'quiet', chartProps);
  expect(() => new Nats(chart, 'nats', { topology: topologyOf([mute]) })).toThrow(
    'quiet/nats: found no service that sends or receives messages, expected one; instead of a Platform make the parts ' +
      'that are needed by themselves, such as PostgreSql',
  );
});
