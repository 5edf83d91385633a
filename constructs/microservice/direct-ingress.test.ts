import { renderChart } from '../helm';
import { RenderedObjects } from '../testing';
import { DirectIngress } from './direct-ingress';
import { catalog, cellar, expectHelmToAgree, render, serviceChart, testWithHelm, umbrellaChart } from './test-fleet';

const stripping = {
  ...catalog,
  http: { ...catalog.http, routes: [{ method: 'GET', path: '/items', access: 'public' }] },
} as const;
const chart = umbrellaChart(
  (shop) => new DirectIngress(shop, 'direct', { declarations: [catalog, cellar] }),
  [catalog, cellar],
);
const on = { global: { directIngress: { enabled: true } } };
const path = (pattern: string, service: string) => ({
  path: pattern,
  pathType: 'ImplementationSpecific',
  backend: { service: { name: service, port: { number: 80 } } },
});
const nginx = 'nginx.ingress.kubernetes.io';
const wave = { 'argocd.argoproj.io/sync-wave': '1' };

function ingress(of: typeof chart, values: object) {
  return render(of, values as never).one('Ingress') as unknown as {
    metadata: { annotations: object };
    spec: { rules: { http: { paths: object[] } }[] };
  };
}

test('it is not there unless it is switched on', () => {
  expect(render(chart).ofKind('Ingress')).toEqual([]);
});

test('paths go unchanged to services whose paths carry their name', () => {
  const { metadata, spec } = ingress(chart, on);
  expect(metadata.annotations).toEqual({ ...wave, [`${nginx}/use-regex`]: 'true' });
  expect(spec.rules[0]?.http.paths).toEqual([
    path('/catalog(/|$)(.*)', 'eu-catalog'),
    path('/cellar(/|$)(.*)', 'eu-cellar'),
  ]);
});

test('with rewrite the first segment is stripped, and what is left is the second group', () => {
  const { metadata } = ingress(chart, { ...on, directIngress: { rewrite: true } });
  expect(metadata.annotations).toEqual({ ...wave, [`${nginx}/use-regex`]: 'true', [`${nginx}/rewrite-target`]: '/$2' });
});

/**
 * What nginx does with the locations that ingress-nginx makes: of the path, decoded and with slashes merged unless it is
 * told not to, the longest pattern that fits wins, without regard to case; the whole path becomes the target, with the
 * pattern's groups put in.
 */
function rewritten(request: string, of: typeof chart, values: object, mergeSlashes = true): string {
  const { metadata, spec } = ingress(of, values);
  const target = (metadata.annotations as Record<string, string>)[`${nginx}/rewrite-target`];
  const decoded = decodeURIComponent(request);
  const path = mergeSlashes ? decoded.replace(/\/+/g, '/') : decoded;
  const patterns = (spec.rules.flatMap(({ http }) => http.paths) as { path: string }[])
    .map((each) => each.path)
    .sort((a, b) => b.length - a.length);
  const groups = patterns.map((each) => new RegExp(`^${each}`, 'i').exec(path)).find((each) => each !== null);
  if (groups === undefined || groups === null) throw new Error(`no path for ${request}`);
  return target === undefined ? request : target.replace(/\$([1-9])/g, (_, group) => groups[Number(group)] ?? '');
}

const rewriting = { ...on, directIngress: { rewrite: true } };

test('the rest of a public path is kept', () => {
  expect(rewritten('/catalog/items/7', chart, rewriting)).toBe('/items/7');
  expect(rewritten('/catalog/internals', chart, rewriting)).toBe('/internals');
  expect(rewritten('/catalog', chart, rewriting)).toBe('/');
});

test.each([
  '/catalog/internal',
  '/catalog/internal/',
  '/catalog/internal/quote',
  '/Catalog/INTERNAL/quote',
  '/catalog/internal/internal/quote',
  '/catalog/internal/internal/internal/quote',
  '/catalog/internal//internal/quote',
  '/catalog//internal/quote',
  '/catalog//internal//internal/quote',
  '/catalog/%69nternal/internal%2Fquote',
  '/catalog/internal/catalog/internal/quote',
])('with rewrite, %s becomes no operation that is for peers only', (request) => {
  expect(rewritten(request, chart, rewriting)).toBe('/');
  expect(rewritten(request, chart, rewriting, false)).toBe('/');
});

test('without rewrite nothing is an operation that begins with the name of the service', () => {
  for (const request of ['/catalog/internal/quote', '/catalog/internal/internal/quote', '/catalog//internal/quote'])
    expect(rewritten(request, chart, on)).toBe(request);
  expect(() => rewritten('/internal/quote', chart, on)).toThrow('no path for');
});

test('rewriting is the default where no service carries its name in its paths', () => {
  const other = umbrellaChart((shop) => new DirectIngress(shop, 'direct', { declarations: [stripping] }), [stripping]);
  expect(rewritten('/catalog/items', other, on)).toBe('/items');
});

test('it leads to no service that is not installed, and is not there where none is', () => {
  const { spec } = ingress(chart, { ...on, catalog: { enabled: false } });
  expect(spec.rules[0]?.http.paths).toEqual([path('/cellar(/|$)(.*)', 'eu-cellar')]);
  const neither = { ...on, catalog: { enabled: false }, cellar: { enabled: false } };
  expect(render(chart, neither).ofKind('Ingress')).toEqual([]);
});

test('it has the labels and annotations of every object, and is made after the services', () => {
  const values = { directIngress: { commonLabels: { team: 'shop' } } };
  const objects = renderChart(chart, { release: { name: 'shop', namespace: 'shops' }, values: [on, values] });
  expect(new RenderedObjects(objects).one('Ingress').metadata).toMatchObject({
    labels: { 'app.kubernetes.io/instance': 'shop', team: 'shop' },
    annotations: { 'argocd.argoproj.io/sync-wave': '1' },
  });
});

test('the same switch opens the network policy of a service that is led to, and of no other', () => {
  const rules = (props: object, values: object) =>
    (
      render(serviceChart(catalog, props), values as never).one('NetworkPolicy', 'eu-catalog').spec as {
        ingress: object[];
      }
    ).ingress;
  const fromIngress = expect.objectContaining({
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
  });
  expect(rules({ directlyExposed: true }, on)).toContainEqual(fromIngress);
  expect(rules({ directlyExposed: true }, {})).not.toContainEqual(fromIngress);
  expect(rules({}, on)).not.toContainEqual(fromIngress);
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [
    {},
    on,
    { ...on, catalog: { enabled: false }, directIngress: { rewrite: true } },
    { ...on, catalog: { enabled: false }, cellar: { enabled: false } },
    {
      ...on,
      directIngress: {
        rewrite: true,
        hosts: ['a.example', 'b.example'],
        tls: { enabled: true },
        annotations: { [`${nginx}/ssl-redirect`]: 'true' },
      },
    },
  ]);
});
