import { parseGoYaml } from '../helm';
import type { JsonObject } from '../template';
import { compareReleases } from './compare';
import { releaseComparisonMarkdown } from './markdown';

const objects = (yaml: string): JsonObject[] => parseGoYaml(yaml, 'test') as JsonObject[];

/** Places of the refusals when an object's YAML changes. */
function refused(before: string, after: string): string[] {
  return compareReleases(objects(before), objects(after)).refusals.map(({ rule, place }) => `${rule}: ${place}`);
}

const workload = (kind: string, spec: string): string =>
  `{ apiVersion: apps/v1, kind: ${kind}, metadata: { name: a, namespace: shop }, spec: { ${spec} } }`;
const plain = (apiVersion: string, kind: string, fields: string): string =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a }, ${fields} }`;
const job = (image: string, annotations = '{}'): string =>
  `{ apiVersion: batch/v1, kind: Job, metadata: { name: a, annotations: ${annotations} }, spec: { template: { image: ${image} } } }`;

const pod = (spec: string, annotations = '{}'): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: a, annotations: ${annotations} }, spec: { ${spec} } }`;
const helmTest = '{ helm.sh/hook: test, helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded" }';

describe('what the API server lets nobody change is refused', () => {
  test.each([
    [
      'Deployment a',
      'spec.selector',
      workload('Deployment', 'selector: { a: b }'),
      workload('Deployment', 'selector: { a: c }'),
    ],
    [
      'DaemonSet a',
      'spec.selector',
      workload('DaemonSet', 'selector: { a: b }'),
      workload('DaemonSet', 'selector: { a: c }'),
    ],
    [
      'StatefulSet a',
      'spec.selector',
      workload('StatefulSet', 'selector: { a: b }'),
      workload('StatefulSet', 'selector: { a: c }'),
    ],
    [
      'StatefulSet a',
      'spec.serviceName',
      workload('StatefulSet', 'serviceName: a'),
      workload('StatefulSet', 'serviceName: b'),
    ],
    [
      'StatefulSet a',
      'spec.podManagementPolicy',
      workload('StatefulSet', 'a: 1'),
      workload('StatefulSet', 'podManagementPolicy: Parallel'),
    ],
    [
      'StatefulSet a',
      'spec.volumeClaimTemplates',
      workload('StatefulSet', 'volumeClaimTemplates: [{ size: 1Gi }]'),
      workload('StatefulSet', 'volumeClaimTemplates: [{ size: 2Gi }]'),
    ],
    ['Job a', 'spec.template', job('a:1'), job('a:2')],
    [
      'Job a',
      'spec.template',
      job('a:1', '{ helm.sh/hook: pre-install, helm.sh/hook-delete-policy: hook-succeeded }'),
      job('a:2', '{ helm.sh/hook: pre-install, helm.sh/hook-delete-policy: hook-succeeded }'),
    ],
    [
      'Job a',
      'spec.selector',
      plain('batch/v1', 'Job', 'spec: { selector: { a: b } }'),
      plain('batch/v1', 'Job', 'spec: {}'),
    ],
    [
      'Job a',
      'spec.completions',
      plain('batch/v1', 'Job', 'spec: {}'),
      plain('batch/v1', 'Job', 'spec: { completions: 2 }'),
    ],
    [
      'Job a',
      'spec.completionMode',
      plain('batch/v1', 'Job', 'spec: {}'),
      plain('batch/v1', 'Job', 'spec: { completionMode: Indexed }'),
    ],
    [
      'Pod a',
      'spec',
      pod('containers: [{ name: a, image: a, command: [a] }]'),
      pod('containers: [{ name: a, image: a, command: [b] }]'),
    ],
    [
      'Pod a',
      'spec',
      pod('containers: [{ name: a }]'),
      pod('containers: [{ name: a }], initContainers: [{ name: b, image: b }]'),
    ],
    ['Pod a', 'spec', pod('a: 1'), pod('a: 1, terminationGracePeriodSeconds: 45')],
    ['Pod a', 'spec.tolerations', pod('tolerations: [{ key: a }]'), pod('tolerations: [{ key: b }]')],
    ['Pod a', 'spec.activeDeadlineSeconds', pod('activeDeadlineSeconds: 60'), pod('activeDeadlineSeconds: 61')],
    ['Pod a', 'spec.activeDeadlineSeconds', pod('activeDeadlineSeconds: 60'), pod('')],
    [
      'Service a',
      'spec.clusterIP',
      plain('v1', 'Service', 'spec: {}'),
      plain('v1', 'Service', 'spec: { clusterIP: None }'),
    ],
    [
      'Service a',
      'spec.clusterIP',
      plain('v1', 'Service', 'spec: { clusterIP: None }'),
      plain('v1', 'Service', 'spec: {}'),
    ],
    [
      'ConfigMap a',
      'data',
      plain('v1', 'ConfigMap', 'immutable: true, data: { a: b }'),
      plain('v1', 'ConfigMap', 'immutable: true, data: { a: c }'),
    ],
    [
      'ConfigMap a',
      'binaryData',
      plain('v1', 'ConfigMap', 'immutable: true, binaryData: { a: b }'),
      plain('v1', 'ConfigMap', 'immutable: true'),
    ],
    ['ConfigMap a', 'immutable', plain('v1', 'ConfigMap', 'immutable: true'), plain('v1', 'ConfigMap', 'data: {}')],
    [
      'Secret a',
      'data',
      plain('v1', 'Secret', 'immutable: true, data: { a: b }'),
      plain('v1', 'Secret', 'immutable: true, data: { a: c }'),
    ],
    [
      'Secret a',
      'stringData',
      plain('v1', 'Secret', 'immutable: true, stringData: { a: b }'),
      plain('v1', 'Secret', 'immutable: true, stringData: { a: c }'),
    ],
    ['Secret a', 'type', plain('v1', 'Secret', 'data: {}'), plain('v1', 'Secret', 'type: kubernetes.io/tls')],
    [
      'PersistentVolumeClaim a',
      'spec',
      plain('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteOnce] }'),
      plain('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteMany] }'),
    ],
    [
      'StorageClass a',
      'provisioner',
      plain('storage.k8s.io/v1', 'StorageClass', 'provisioner: a'),
      plain('storage.k8s.io/v1', 'StorageClass', 'provisioner: b'),
    ],
    [
      'StorageClass a',
      'parameters',
      plain('storage.k8s.io/v1', 'StorageClass', 'parameters: { a: b }'),
      plain('storage.k8s.io/v1', 'StorageClass', 'kind_: 1'),
    ],
    [
      'StorageClass a',
      'reclaimPolicy',
      plain('storage.k8s.io/v1', 'StorageClass', 'x: 1'),
      plain('storage.k8s.io/v1', 'StorageClass', 'reclaimPolicy: Retain'),
    ],
    [
      'StorageClass a',
      'volumeBindingMode',
      plain('storage.k8s.io/v1', 'StorageClass', 'x: 1'),
      plain('storage.k8s.io/v1', 'StorageClass', 'volumeBindingMode: WaitForFirstConsumer'),
    ],
    [
      'RoleBinding a',
      'roleRef',
      plain('rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef: { name: a }'),
      plain('rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef: { name: b }'),
    ],
    [
      'IngressClass a',
      'spec.controller',
      plain('networking.k8s.io/v1', 'IngressClass', 'spec: { controller: a }'),
      plain('networking.k8s.io/v1', 'IngressClass', 'spec: { controller: b }'),
    ],
    [
      'PriorityClass a',
      'value',
      plain('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1'),
      plain('scheduling.k8s.io/v1', 'PriorityClass', 'value: 2'),
    ],
    [
      'PriorityClass a',
      'preemptionPolicy',
      plain('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1'),
      plain('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1, preemptionPolicy: Never'),
    ],
    ...[
      ['podFailurePolicy', '{ rules: [] }'],
      ['successPolicy', '{ rules: [] }'],
      ['backoffLimitPerIndex', '1'],
      ['managedBy', 'kueue.x-k8s.io/multikueue'],
    ].map(([field, value]) => [
      'Job a',
      `spec.${field}`,
      plain('batch/v1', 'Job', 'spec: { template: {} }'),
      plain('batch/v1', 'Job', `spec: { template: {}, ${field}: ${value} }`),
    ]),
    [
      'CustomResourceDefinition a',
      'spec.scope',
      plain('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'spec: { scope: Cluster }'),
      plain('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'spec: { scope: Namespaced }'),
    ],
  ])('%s: %s', (object, path, before, after) => {
    const place = object.replace(/ a$/, before.includes('namespace: shop') ? ' shop/a' : ' a');
    expect(refused(before, after)).toEqual([`immutable field: ${place}: ${path}`]);
    expect(refused(before, before)).toEqual([]);
  });
});

test('a Job that is a hook in one of the two releases alone is not replaced by Helm', () => {
  const [before, after] = [job('a:1', '{ helm.sh/hook: test }'), job('a:2')];
  expect(refused(before, after)).toEqual(['immutable field: Job a: spec.template']);
  expect(refused(after, before)).toEqual(['immutable field: Job a: spec.template']);
});

describe('what may change is not refused', () => {
  test.each([
    [
      'keys in another order',
      plain('apps/v1', 'Deployment', 'spec: { selector: { a: b, c: d } }'),
      plain('apps/v1', 'Deployment', 'spec: { selector: { c: d, a: b } }'),
    ],
    [
      'a default that is written down',
      workload('StatefulSet', 'a: 1'),
      workload('StatefulSet', 'podManagementPolicy: OrderedReady'),
    ],
    [
      'the pods of a Deployment',
      workload('Deployment', 'template: { a: 1 }'),
      workload('Deployment', 'template: { a: 2 }'),
    ],
    [
      'a Job that Helm deletes before, with a policy of its own',
      job('a:1', '{ helm.sh/hook: test, helm.sh/hook-delete-policy: "hook-failed,before-hook-creation" }'),
      job('a:2', '{ helm.sh/hook: test }'),
    ],
    ['a Job that Helm deletes before', job('a:1', '{ helm.sh/hook: test }'), job('a:2', '{ helm.sh/hook: test }')],
    [
      'the images of a Pod',
      pod('containers: [{ name: a, image: a }], initContainers: [{ name: b, image: b }]'),
      pod('containers: [{ name: a, image: c }], initContainers: [{ name: b, image: d }]'),
    ],
    [
      'a Pod that tolerates more, and for longer',
      pod('tolerations: [{ key: a, operator: Exists, tolerationSeconds: 9 }]'),
      pod('tolerations: [{ key: b }, { operator: Exists, key: a }]'),
    ],
    ['a Pod that gets a deadline', pod(''), pod('activeDeadlineSeconds: 60')],
    ['a Pod that gets an earlier one', pod('activeDeadlineSeconds: 60'), pod('activeDeadlineSeconds: 59')],
    ['the grace period that a Pod has by default', pod(''), pod('terminationGracePeriodSeconds: 30')],
    [
      'a negative grace period that becomes 1',
      pod('terminationGracePeriodSeconds: -1'),
      pod('terminationGracePeriodSeconds: 1'),
    ],
    [
      'a Pod of helm test, which Helm deletes before',
      pod('command: [a], tolerations: [{ key: a }], activeDeadlineSeconds: 60', helmTest),
      pod('command: [b]', helmTest),
    ],
    [
      'a claim that grows',
      plain('v1', 'PersistentVolumeClaim', 'spec: { resources: { requests: { storage: 1Gi } } }'),
      plain('v1', 'PersistentVolumeClaim', 'spec: { resources: { requests: { storage: 2Gi } } }'),
    ],
    [
      'a ConfigMap that is not immutable',
      plain('v1', 'ConfigMap', 'data: { a: b }'),
      plain('v1', 'ConfigMap', 'data: { a: c }'),
    ],
    [
      'an empty address, which is one that the cluster chooses',
      plain('v1', 'Service', 'spec: { clusterIP: "" }'),
      plain('v1', 'Service', 'spec: {}'),
    ],
    [
      'a Service that stops being a name',
      plain('v1', 'Service', 'spec: { type: ExternalName }'),
      plain('v1', 'Service', 'spec: { clusterIP: None }'),
    ],
    [
      'what is written down as the default of a PriorityClass',
      plain('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1, preemptionPolicy: PreemptLowerPriority'),
      plain('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1'),
    ],
    [
      'a kind of another group that is named alike',
      plain('serving.knative.dev/v1', 'Service', 'spec: { clusterIP: None }'),
      plain('serving.knative.dev/v1', 'Service', 'spec: {}'),
    ],
  ])('%s', (_, before, after) => expect(refused(before, after)).toEqual([]));
});

const named = (kind: string, name: string, more = ''): string =>
  `{ apiVersion: v1, kind: ${kind}, metadata: { name: ${name}, namespace: shop, labels: { app: a, helm.sh/chart: ${name} } }${more} }`;

describe('renames', () => {
  test('an object that is gone while one with its selector is new is refused', () => {
    const service = (name: string): string => named('Service', name, ', spec: { selector: { app: a } }');
    expect(refused(service('old'), service('new'))).toEqual(['rename: Service shop/old']);
    const policy = (name: string): string => named('NetworkPolicy', name, ', spec: { podSelector: { app: a } }');
    expect(refused(policy('old'), policy('new'))).toEqual(['rename: NetworkPolicy shop/old']);
  });

  test('without a selector the labels tell, those of the version aside', () => {
    expect(refused(named('ServiceAccount', 'old'), named('ServiceAccount', 'new'))).toEqual([
      'rename: ServiceAccount shop/old',
    ]);
  });

  test('an object that is named by the hash of its content is not renamed by a new hash', () => {
    const before = named('ConfigMap', 'a-config-0123456789');
    expect(
      refused(before, `${named('ConfigMap', 'a-dashboard')}\n---\n${named('ConfigMap', 'a-config-abcdef0123')}`),
    ).toEqual([]);
    expect(refused(before, named('ConfigMap', 'b-config-abcdef0123'))).toEqual([
      'rename: ConfigMap shop/a-config-0123456789',
    ]);
  });

  test('a name that ends like a hash, and is too short for one, is renamed', () => {
    expect(refused(named('ConfigMap', 'a-1'), named('ConfigMap', 'a-2'))).toEqual(['rename: ConfigMap shop/a-1']);
    const longer = [named('ConfigMap', 'a-0123456789a'), named('ConfigMap', 'a-0123456789b')] as const;
    expect(refused(...longer)).toEqual(['rename: ConfigMap shop/a-0123456789a']);
  });

  test('new objects, gone objects and objects of another kind, group or namespace are none', () => {
    const foreign = named('Role', 'b').replace('v1', 'example.com/v1');
    expect(refused(named('Role', 'a'), foreign)).toEqual([]);
    const hashed = named('ConfigMap', 'a-abcdef0123').replace('v1', 'example.com/v1');
    const after = `${hashed}\n---\n${named('ConfigMap', 'b')}`;
    expect(refused(named('ConfigMap', 'a-0123456789'), after)).toEqual(['rename: ConfigMap shop/a-0123456789']);
    const elsewhere = named('Role', 'b').replace('namespace: shop', 'namespace: m');
    expect(refused(named('Role', 'a'), named('ConfigMap', 'a'))).toEqual([]);
    expect(refused(named('Role', 'a'), elsewhere)).toEqual([]);
    expect(refused(named('Service', 'a'), `${named('Service', 'a')}\n---\n${named('Service', 'b')}`)).toEqual([]);
  });
});

describe('removals', () => {
  const pods = (kind: string, name: string, namespace = 'shop'): string =>
    `{ apiVersion: apps/v1, kind: ${kind}, metadata: { name: ${name}, namespace: ${namespace} }, spec: { selector: { app: ${name} } } }`;

  test.each([
    ['another name, in the selector too', pods('Deployment', 'old'), pods('Deployment', 'new')],
    ['another namespace', pods('Deployment', 'old'), pods('Deployment', 'old', 'shop2')],
    ['another kind', pods('Deployment', 'old'), pods('StatefulSet', 'old')],
    ['nothing in its place', pods('Deployment', 'old'), named('ConfigMap', 'old')],
  ])('pods that are gone are refused: %s', (_, before, after) => {
    expect(refused(before, after)).toEqual(['removal: Deployment shop/old']);
  });

  test('what holds an address or data is refused, everything else may go', () => {
    const kinds = [
      ['v1', 'Service'],
      ['networking.k8s.io/v1', 'Ingress'],
      ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
      ['v1', 'PersistentVolumeClaim'],
    ] as const;
    for (const [version, kind] of kinds) {
      const before = named(kind, 'a').replace('v1', version);
      expect(refused(before, named('Role', 'b'))).toEqual([`removal: ${kind} shop/a`]);
    }
    expect(refused(named('ConfigMap', 'a'), named('Role', 'b'))).toEqual([]);
    expect(refused(named('Service', 'a').replace('v1', 'serving.knative.dev/v1'), named('Role', 'b'))).toEqual([]);
  });

  test('what is named may go, and what is named must be gone', () => {
    const before = objects(pods('Deployment', 'old'));
    for (const name of ['Deployment/old', 'Deployment/shop/old'])
      expect(compareReleases(before, [], [name])).toMatchObject({ refusals: [], removed: ['Deployment shop/old'] });
    expect(() => compareReleases(before, before, ['Deployment/old'])).toThrow(
      '--removed Deployment/old: found no such object among those that are gone',
    );
  });
});

describe('another scaler', () => {
  const scaler = (kind: string, target: string, name = 'a'): string =>
    `{ apiVersion: v1, kind: ${kind}, metadata: { name: ${name}, namespace: shop }, spec: { scaleTargetRef: ${target} } }`;
  const hpa = scaler('HorizontalPodAutoscaler', '{ apiVersion: apps/v1, kind: Deployment, name: a }');
  const scaledObject = scaler('ScaledObject', '{ name: a }');

  test('is refused where KEDA comes while the other one is still there, until that is said to be deleted', () => {
    expect(refused(hpa, scaledObject)).toEqual(['scaler: ScaledObject shop/a']);
    const { refusals } = compareReleases(objects(hpa), objects(scaledObject), ['HorizontalPodAutoscaler/a']);
    expect(refusals).toEqual([]);
  });

  test('is not refused the other way, for other pods, or where nothing scaled before', () => {
    expect(refused(scaledObject, hpa)).toEqual([]);
    expect(refused(hpa, scaler('ScaledObject', '{ name: b }'))).toEqual([]);
    expect(refused(hpa, scaler('ScaledObject', '{ kind: StatefulSet, name: a }'))).toEqual([]);
    expect(refused(named('Role', 'b'), scaledObject)).toEqual([]);
  });
});

test('the Markdown says what is refused, what was found and what to do, and lists what changes', () => {
  const markdown = releaseComparisonMarkdown(
    compareReleases(
      objects(`${workload('Deployment', 'selector: { a: b }')}\n---\n${named('Role', 'gone')}`),
      objects(`${workload('Deployment', 'selector: { a: c }')}\n---\n${named('ConfigMap', 'new')}`),
    ),
  );
  expect(markdown).toBe(`# The upgrade is refused: 1 problem

## Deployment shop/a: spec.selector

- rule: immutable field
- found: {"a":"c"}
- expected: {"a":"b"}, as it is installed
- fix: keep what is installed, or delete the object before the upgrade and say so in the release notes

## New

- ConfigMap shop/new

## Gone

- Role shop/gone

## Changed

- Deployment shop/a
`);
});

test('what is in a Secret is not told', () => {
  const secret = (value: string): string => plain('v1', 'Secret', `immutable: true, data: { password: ${value} }`);
  const markdown = releaseComparisonMarkdown(compareReleases(objects(secret('aHVzaA==')), objects(secret('c2VjcmV0'))));
  expect(markdown).toContain('- found: the keys password');
  expect(markdown).not.toMatch(/aHVzaA|c2VjcmV0/);
});

test('an object that a release holds twice is refused', () => {
  const twice = objects(`${named('Service', 'a')}\n---\n${named('Service', 'a')}`);
  expect(() => compareReleases(twice, [])).toThrow(
    'the old release: found Service shop/a twice, expected each object once',
  );
});
