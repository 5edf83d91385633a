import { catalog, expectHelmToAgree, front, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart(front, { exposed: true });
const fromNamespace = (name: string) => ({
  from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }],
  ports: [{ port: 3000, protocol: 'TCP' }],
});

test('an exposed service has an Ingress and no HTTPRoute by default', () => {
  const objects = render(chart);
  expect(objects.one('Ingress').spec).toEqual({
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'api.yourdomain.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'eu-front', port: { number: 80 } } } }],
        },
      },
    ],
  });
  expect(objects.ofKind('HTTPRoute')).toEqual([]);
});

test('a service that is not exposed has neither, and no values for them', () => {
  const inside = serviceChart(catalog);
  expect(render(inside).ofKind('Ingress')).toEqual([]);
  expect(() => render(inside, { ingress: { enabled: true } })).toThrow(
    /value ingress: found a key that is not a value of this chart/,
  );
});

test('every host of the Ingress has TLS and the annotations where the values say so', () => {
  const { metadata, spec } = render(chart, {
    ingress: {
      hosts: ['a.example', '*.b.example'],
      tls: { enabled: true },
      annotations: { 'cert-manager.io/issuer': 'own' },
    },
  }).one('Ingress') as { metadata: object; spec: { rules: object[]; tls: object } };
  expect(spec.rules).toMatchObject([{ host: 'a.example' }, { host: '*.b.example' }]);
  expect(spec.tls).toEqual([{ hosts: ['a.example', '*.b.example'], secretName: 'eu-front-tls' }]);
  expect(metadata).toMatchObject({ annotations: { 'cert-manager.io/issuer': 'own' } });
});

test('the Secret with the certificate can be named', () => {
  const { spec } = render(chart, { ingress: { tls: { enabled: true, secretName: 'wildcard' } } }).one('Ingress');
  expect(spec).toMatchObject({ tls: [{ secretName: 'wildcard' }] });
});

test('an HTTPRoute leads from the Gateways of the values to the Service', () => {
  const parentRefs = [{ name: 'edge', namespace: 'istio-ingress', sectionName: 'https' }];
  expect(
    render(chart, { httpRoute: { enabled: true, parentRefs, hostnames: ['a.example'] } }).one('HTTPRoute').spec,
  ).toEqual({
    hostnames: ['a.example'],
    parentRefs,
    rules: [
      {
        backendRefs: [{ group: '', kind: 'Service', name: 'eu-front', port: 80, weight: 1 }],
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      },
    ],
  });
});

test('an Ingress without hosts and a route without parents or hosts are refused, the key named', () => {
  expect(() => render(chart, { ingress: { hosts: [] } })).toThrow(/value ingress\.hosts: is empty/);
  expect(() => render(chart, { httpRoute: { enabled: true, parentRefs: null } })).toThrow(
    /value httpRoute\.parentRefs: is empty/,
  );
  expect(() => render(chart, { httpRoute: { enabled: true, hostnames: [] } })).toThrow(
    /value httpRoute\.hostnames: is empty/,
  );
  expect(render(chart, { ingress: { enabled: false, hosts: [] } }).ofKind('Ingress')).toEqual([]);
});

test('the network policy lets in who leads requests here, each only while its switch is on', () => {
  const ingressOf = (values: object) =>
    (render(chart, values as never).one('NetworkPolicy', 'eu-front').spec as { ingress: object[] }).ingress;
  const nginx = fromNamespace('ingress-nginx');
  const gateway = fromNamespace('gateway-system');
  expect(ingressOf({})).toContainEqual(nginx);
  expect(ingressOf({})).not.toContainEqual(gateway);
  const both = ingressOf({ httpRoute: { enabled: true } });
  expect(both).toContainEqual(nginx);
  expect(both).toContainEqual(gateway);
  const none = ingressOf({ ingress: { enabled: false } });
  expect(none).not.toContainEqual(nginx);
  expect(none).toHaveLength(ingressOf({}).length - 1);
  const elsewhere = {
    networkPolicy: { gatewayController: { namespaceLabels: { 'kubernetes.io/metadata.name': 'traefik' } } },
  };
  expect(ingressOf({ httpRoute: { enabled: true }, ...elsewhere })).toContainEqual(fromNamespace('traefik'));
});

test('a namespace without labels is nobody’s: no rule is left that would let in everybody', () => {
  const keys = ['ingressController', 'gatewayController', 'prometheus', 'dns'];
  const values = {
    httpRoute: { enabled: true },
    networkPolicy: Object.fromEntries(keys.map((key) => [key, { namespaceLabels: null }])),
  };
  const { ingress, egress } = render(chart, values).one('NetworkPolicy', 'eu-front').spec as {
    ingress: object[];
    egress: object[];
  };
  for (const rule of ingress) expect(rule).toMatchObject({ from: [{ podSelector: expect.anything() }] });
  for (const rule of egress) expect(rule).toMatchObject({ to: [{ podSelector: expect.anything() }] });
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [
    {},
    {
      commonLabels: { team: 'web' },
      ingress: {
        className: 'traefik',
        hosts: ['a.example', 'b.example'],
        tls: { enabled: true },
        annotations: { a: 'b: {{ c }}\n' },
      },
      httpRoute: { enabled: true, annotations: { d: 'yes' } },
    },
    {
      ingress: { enabled: false },
      networkPolicy: { ingressController: { namespaceLabels: null }, dns: { namespaceLabels: null } },
    },
  ]);
});
