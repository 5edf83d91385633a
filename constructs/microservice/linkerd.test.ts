import type { ServiceDeclaration } from '../declaration';
import type { MicroserviceProps } from './microservice';
import { catalog, cellar, front, render, serviceChart } from './test-fleet';

function linkerd(declaration: ServiceDeclaration, props: Partial<MicroserviceProps> = {}, values: object = {}) {
  return render(serviceChart(declaration, props), { global: { mesh: 'linkerd' }, ...values } as never);
}

test('the callers of the topology are authorized by their ServiceAccounts, for the port of the service', () => {
  const objects = linkerd(catalog);
  const { selector } = objects.one('Deployment').spec as { selector: object };
  expect(objects.one('Server', 'eu-catalog-http').spec).toEqual({
    podSelector: selector,
    port: 'http',
    proxyProtocol: 'HTTP/1',
  });
  expect(objects.one('MeshTLSAuthentication').spec).toEqual({
    identityRefs: [
      { kind: 'ServiceAccount', name: 'eu-desk' },
      { kind: 'ServiceAccount', name: 'eu-front' },
    ],
  });
  expect(objects.one('AuthorizationPolicy').spec).toEqual({
    targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: 'eu-catalog-http' },
    requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name: 'eu-catalog' }],
  });
});

test('a service that nobody may call has a Server, which refuses everybody', () => {
  const objects = linkerd(cellar);
  expect(objects.one('Server')).toBeDefined();
  for (const kind of ['AuthorizationPolicy', 'MeshTLSAuthentication', 'NetworkAuthentication'])
    expect(objects.ofKind(kind)).toEqual([]);
});

test('an exposed service takes requests from any network, or from the mesh where the ingress controller is in it', () => {
  const outside = linkerd(front, { exposed: true });
  expect(outside.one('NetworkAuthentication').spec).toEqual({ networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] });
  expect(outside.one('AuthorizationPolicy', 'eu-front-public').spec).toMatchObject({
    requiredAuthenticationRefs: [{ kind: 'NetworkAuthentication', name: 'eu-front-public' }],
  });
  const inside = linkerd(front, { exposed: true }, { mesh: { ingressInMesh: true } });
  expect(inside.ofKind('NetworkAuthentication')).toEqual([]);
  expect(inside.one('MeshTLSAuthentication', 'eu-front-public').spec).toEqual({ identities: ['*'] });
  expect(inside.one('AuthorizationPolicy', 'eu-front-public').spec).toMatchObject({
    requiredAuthenticationRefs: [{ kind: 'MeshTLSAuthentication', name: 'eu-front-public' }],
  });
});

test('past the gateway a service is open only while the switch is on', () => {
  const policies = (values: object) =>
    linkerd(catalog, { directlyExposed: true }, values).ofKind('AuthorizationPolicy').length;
  expect(policies({})).toBe(1);
  expect(policies({ global: { mesh: 'linkerd', directIngress: { enabled: true } } })).toBe(2);
});
