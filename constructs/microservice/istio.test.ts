import type { ServiceDeclaration } from '../declaration';
import type { MicroserviceProps } from './microservice';
import { catalog, cellar, front, render, serviceChart } from './test-fleet';

interface Rule {
  readonly from?: readonly {
    readonly source: { readonly principals?: readonly string[]; readonly notPrincipals?: readonly string[] };
  }[];
  readonly to: readonly {
    readonly operation: {
      readonly ports: readonly string[];
      readonly methods?: readonly string[];
      readonly paths?: readonly string[];
    };
  }[];
}

const principal = (service: string) => `cluster.local/ns/shops/sa/eu-${service}`;

function istio(declaration: ServiceDeclaration, props: Partial<MicroserviceProps> = {}, values: object = {}) {
  return render(serviceChart(declaration, props), { global: { mesh: 'istio' }, ...values } as never);
}

const rulesOf = (...args: Parameters<typeof istio>) =>
  (istio(...args).one('AuthorizationPolicy').spec as unknown as { rules: Rule[] }).rules;

/** What the API of Istio says of ALLOW rules, for one request. */
function allows(
  rules: readonly Rule[],
  request: { from?: string; port?: string; method: string; path: string },
): boolean {
  const { from, port = '3000', method, path } = request;
  const matches = (pattern: string) => new RegExp(`^${pattern.replaceAll('{*}', '[^/]+')}$`).test(path);
  return rules.some(
    (rule) =>
      (rule.from === undefined ||
        rule.from.some(
          ({ source }) =>
            (source.principals === undefined || (from !== undefined && source.principals.includes(from))) &&
            (source.notPrincipals === undefined || from === undefined || !source.notPrincipals.includes(from)),
        )) &&
      rule.to.some(
        ({ operation }) =>
          operation.ports.includes(port) &&
          (operation.methods === undefined || operation.methods.includes(method)) &&
          (operation.paths === undefined || operation.paths.some(matches)),
      ),
  );
}

test('callers may send exactly what they declare', () => {
  const rules = rulesOf(catalog);
  expect(allows(rules, { from: principal('desk'), method: 'POST', path: '/internal/quote' })).toBe(true);
  expect(allows(rules, { from: principal('desk'), method: 'GET', path: '/catalog' })).toBe(false);
  expect(allows(rules, { from: principal('front'), method: 'GET', path: '/catalog/7' })).toBe(true);
  expect(allows(rules, { from: principal('front'), method: 'HEAD', path: '/catalog/7' })).toBe(true);
  expect(allows(rules, { from: principal('front'), method: 'DELETE', path: '/catalog' })).toBe(false);
  expect(allows(rules, { from: principal('front'), method: 'GET', path: '/catalog/7/more' })).toBe(false);
  expect(allows(rules, { from: principal('front'), method: 'POST', path: '/internal/quote' })).toBe(false);
  expect(allows(rules, { from: principal('cellar'), method: 'GET', path: '/catalog' })).toBe(false);
  expect(allows(rules, { method: 'GET', path: '/catalog' })).toBe(false);
});

test('a service that nobody may call answers nobody but on its admin port', () => {
  const rules = rulesOf(cellar);
  expect(rules).toEqual([{ to: [{ operation: { ports: ['9090'], methods: ['GET'] } }] }]);
  expect(istio(cellar).ofKind('VirtualService')).toEqual([]);
});

test('an exposed service answers whoever is outside the topology, and no service that does not declare it', () => {
  const rules = rulesOf(front, { exposed: true });
  expect(allows(rules, { method: 'POST', path: '/anything' })).toBe(true);
  expect(allows(rules, { from: 'cluster.local/ns/ingress/sa/controller', method: 'POST', path: '/anything' })).toBe(
    true,
  );
  for (const other of ['catalog', 'desk', 'cellar']) {
    expect(allows(rules, { from: principal(other), method: 'GET', path: '/docs' })).toBe(false);
  }
});

test('past the gateway only public routes are open, and only while the switch is on', () => {
  const values = { global: { mesh: 'istio', directIngress: { enabled: true } } };
  const open = rulesOf(catalog, { directlyExposed: true }, values);
  expect(allows(open, { method: 'GET', path: '/catalog/7' })).toBe(true);
  expect(allows(open, { method: 'POST', path: '/internal/quote' })).toBe(false);
  expect(allows(rulesOf(catalog, { directlyExposed: true }), { method: 'GET', path: '/catalog/7' })).toBe(false);
});

test('mutual TLS is strict but for the admin port and a door whose ingress controller is outside the mesh', () => {
  const permissive = { mode: 'PERMISSIVE' };
  const spec = (...args: Parameters<typeof istio>) => istio(...args).one('PeerAuthentication').spec;
  expect(spec(catalog)).toMatchObject({ mtls: { mode: 'STRICT' }, portLevelMtls: { 9090: permissive } });
  expect(spec(catalog)).not.toHaveProperty('portLevelMtls.3000');
  expect(spec(front, { exposed: true })).toHaveProperty('portLevelMtls.3000', permissive);
  expect(spec(front, { exposed: true }, { mesh: { ingressInMesh: true } })).not.toHaveProperty('portLevelMtls.3000');
});

test('Istio gives a call the timeout of its edge, and does not retry what the callers’ clients retry already', () => {
  const route = { retries: { attempts: 0 }, route: [{ destination: { host: 'eu-catalog' } }] };
  const labels = {
    'app.kubernetes.io/name': 'desk',
    'app.kubernetes.io/instance': 'eu',
    'app.kubernetes.io/component': 'server',
  };
  expect(istio(catalog).one('VirtualService').spec).toEqual({
    hosts: ['eu-catalog'],
    http: [{ match: [{ sourceLabels: labels, uri: { prefix: '/internal/' } }], timeout: '1.5s', ...route }, route],
  });
});

test('policies hold for the pods of the server', () => {
  const objects = istio(catalog);
  const { selector } = objects.one('Deployment').spec as { selector: object };
  for (const kind of ['PeerAuthentication', 'AuthorizationPolicy'])
    expect(objects.one(kind).spec).toMatchObject({ selector });
});
