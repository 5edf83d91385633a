import { fieldOf } from '../testing';
import { catalog, desk, expectHelmToAgree, front, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart(catalog);
const mesh = (name: string) => ({ global: { mesh: name } });
const groups = /^(security|networking)\.istio\.io|^policy\.linkerd\.io/;

function podOf(values: object, of = chart, name = 'eu-catalog') {
  const { spec } = render(of, values as never).one('Deployment', name) as unknown as {
    spec: { template: { metadata: { labels: Record<string, string>; annotations?: Record<string, string> } } };
  };
  return spec.template.metadata;
}

test('without a mesh nothing of one is there', () => {
  const objects = render(chart);
  expect(objects.all.filter(({ apiVersion }) => groups.test(String(apiVersion)))).toEqual([]);
  expect(JSON.stringify(objects.all)).not.toMatch(/istio|linkerd/);
});

test('each mesh has its own objects only', () => {
  const apiGroups = (name: string) =>
    new Set(render(chart, mesh(name)).all.flatMap(({ apiVersion }) => groups.exec(String(apiVersion))?.[0] ?? []));
  expect(apiGroups('istio')).toEqual(new Set(['security.istio.io', 'networking.istio.io']));
  expect(apiGroups('linkerd')).toEqual(new Set(['policy.linkerd.io']));
});

test('an unknown mesh is refused with those that are known', () => {
  expect(() => render(chart, mesh('consul'))).toThrow(
    /value global\.mesh: found "consul", expected one of "none", "istio", "linkerd"; /,
  );
});

test('the pods of the server get a sidecar', () => {
  expect(podOf(mesh('istio')).labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
  expect(podOf(mesh('linkerd')).annotations).toMatchObject({ 'linkerd.io/inject': 'enabled' });
});

test('connections to the broker go past the sidecar, which would wait for the client to speak', () => {
  const exclude = 'traffic.sidecar.istio.io/excludeOutboundPorts';
  const skip = 'config.linkerd.io/skip-outbound-ports';
  expect(podOf(mesh('istio')).annotations).toEqual({ [exclude]: '4222' });
  expect(podOf(mesh('linkerd')).annotations).toEqual({ 'linkerd.io/inject': 'enabled', [skip]: '4222' });
  const elsewhere = { networkPolicy: { nats: { port: 4333 } } };
  expect(podOf({ ...mesh('istio'), ...elsewhere }).annotations).toEqual({ [exclude]: '4333' });
  const silent = serviceChart(front);
  expect(podOf(mesh('istio'), silent, 'eu-front').annotations).toBeUndefined();
  expect(podOf(mesh('linkerd'), silent, 'eu-front').annotations).toEqual({ 'linkerd.io/inject': 'enabled' });
});

test('ports that the values lead past the sidecar come in place of that of the broker', () => {
  const given = {
    'config.linkerd.io/skip-outbound-ports': '4222,5432',
    'traffic.sidecar.istio.io/excludeOutboundPorts': '',
  };
  for (const name of ['istio', 'linkerd', 'none']) {
    expect(podOf({ ...mesh(name), podAnnotations: given }).annotations).toMatchObject(given);
  }
});

test('pods of scheduled jobs get none, so that they end', () => {
  const metadata = (name: string) => {
    const { spec } = render(serviceChart(desk), mesh(name)).one('CronJob') as unknown as {
      spec: { jobTemplate: { spec: { template: { metadata: object } } } };
    };
    return spec.jobTemplate.spec.template.metadata;
  };
  expect(metadata('istio')).toMatchObject({ labels: { 'sidecar.istio.io/inject': 'false' } });
  expect(metadata('linkerd')).toMatchObject({ annotations: { 'linkerd.io/inject': 'disabled' } });
});

test('the pod of helm test joins Istio with a sidecar that ends with it', () => {
  expect(render(chart, mesh('istio')).one('Pod').metadata).toMatchObject({
    labels: { 'sidecar.istio.io/inject': 'true' },
    annotations: { 'helm.sh/hook': 'test', 'sidecar.istio.io/nativeSidecar': 'true' },
  });
  expect(render(chart, mesh('linkerd')).one('Pod').metadata).toMatchObject({
    annotations: { 'linkerd.io/inject': 'disabled' },
  });
});

test('network policies let sidecars reach the control plane of their mesh, and of no other', () => {
  const egress = (values: object, name: string) =>
    (render(chart, values as never).one('NetworkPolicy', name).spec as { egress: object[] }).egress;
  const to = (namespace: string) =>
    expect.objectContaining({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
    });
  for (const name of ['eu-catalog', 'eu-catalog-test']) {
    expect(egress(mesh('istio'), name)).toContainEqual(to('istio-system'));
    expect(egress(mesh('istio'), name)).not.toContainEqual(to('linkerd'));
    expect(egress({}, name)).not.toContainEqual(to('istio-system'));
  }
  expect(egress(mesh('linkerd'), 'eu-catalog')).toContainEqual(to('linkerd'));
  // It has no sidecar.
  expect(egress(mesh('linkerd'), 'eu-catalog-test')).not.toContainEqual(to('linkerd'));
});

test('while a mesh is permissive its pods are joined and nothing is refused', () => {
  for (const name of ['istio', 'linkerd']) {
    const values = { global: { mesh: name, meshPermissive: true } };
    expect(podOf(values)).toEqual(podOf(mesh(name)));
    expect(render(chart, values).one('NetworkPolicy', 'eu-catalog')).toEqual(
      render(chart, mesh(name)).one('NetworkPolicy', 'eu-catalog'),
    );
    for (const kind of ['AuthorizationPolicy', 'Server', 'MeshTLSAuthentication'])
      expect(render(chart, values).ofKind(kind)).toEqual([]);
  }
  const mode = (values: object) => fieldOf(render(chart, values as never).one('PeerAuthentication'), '/spec/mtls/mode');
  expect(mode(mesh('istio'))).toBe('STRICT');
  expect(mode({ global: { mesh: 'istio', meshPermissive: true } })).toBe('PERMISSIVE');
});

test.each(['istio', 'linkerd'])('with Argo CD the rules of %s are there before the pods', (name) => {
  for (const chart of [serviceChart(catalog), serviceChart(front, { exposed: true })]) {
    const rules = render(chart, mesh(name)).all.filter(({ apiVersion }) => groups.test(String(apiVersion)));
    const waves = rules.map((rule) => fieldOf(rule, '/metadata/annotations/argocd.argoproj.io~1sync-wave'));
    expect(rules.length).toBeGreaterThan(2);
    expect(new Set(waves)).toEqual(new Set(['-5']));
  }
});

testWithHelm('Helm gives the same objects', () => {
  const permissive = (name: string) => ({ global: { mesh: name, meshPermissive: true } });
  expectHelmToAgree(chart, [mesh('istio'), mesh('linkerd'), permissive('istio'), permissive('linkerd')]);
  expectHelmToAgree(serviceChart(front, { exposed: true }), [
    mesh('istio'),
    { ...mesh('istio'), mesh: { ingressInMesh: true } },
    mesh('linkerd'),
    { ...mesh('linkerd'), mesh: { ingressInMesh: true }, podAnnotations: { a: 'b' }, podLabels: { c: 'd' } },
  ]);
  const direct = { directIngress: { enabled: true } };
  expectHelmToAgree(serviceChart(catalog, { directlyExposed: true }), [
    { global: { mesh: 'istio', ...direct } },
    { global: { mesh: 'linkerd', ...direct } },
    mesh('istio'),
  ]);
});
