import { type JsonObject, type Topology, usesBroker } from '@flotilla/constructs';
import { isolating, type PodEndpoint, type Policy } from './network-policy-evaluator';
import { policyMutants } from './network-policy-mutants';
import { compiled, environments, manifests, renderShop, valuesOf } from './shop';
import { type ShopNetwork, shopNetwork, type Traffic, trafficOf } from './shop-network';

const natsPorts = { client: 4222, routes: 6222 };
const postgresqlPort = 5432;
const linkerdProxyPort = 4143;

/** What the declarations say: every connection between the pods that are there. */
function declared(
  topology: Topology,
  { pods }: ShopNetwork,
  objects: readonly JsonObject[],
  proxyPorts: readonly number[] = [],
): string[] {
  const connections: [from: string, to: string, ...ports: number[]][] = [];
  for (const { from, to } of [...topology.calls, ...topology.forwards]) {
    connections.push([`${from}/server`, `${to}/server`, topology.byName.get(to)?.http.port as number, ...proxyPorts]);
  }
  for (const service of topology.services) {
    const { name, http, database } = service;
    connections.push([`${name}/test`, `${name}/server`, http.port]);
    if (usesBroker(service)) connections.push([`${name}/server`, 'nats/server', natsPorts.client]);
    if (database === undefined) continue;
    for (const component of ['server', 'migration', 'job']) {
      connections.push([`${name}/${component}`, 'postgresql/server', postgresqlPort]);
    }
  }
  connections.push(['provisioner/job', 'nats/server', natsPorts.client]);
  connections.push(['provisioner/job', 'postgresql/server', postgresqlPort]);
  if (natsServers(objects) > 1) connections.push(['nats/server', 'nats/server', natsPorts.routes]);
  const present = new Set(pods.map(({ name }) => name));
  return [
    ...new Set(
      connections
        .filter(([from, to]) => present.has(from) && present.has(to))
        .map(([from, to, ...ports]) => `${from} → ${to}: ${ports.map((port) => `TCP ${port}`).join(', ')}`),
    ),
  ].sort();
}

function natsServers(objects: readonly JsonObject[]): number {
  const [nats] = objects.filter(
    ({ kind, metadata }) => kind === 'StatefulSet' && /(^|-)nats$/.test((metadata as { name: string }).name),
  );
  return nats === undefined ? 0 : (nats.spec as { replicas: number }).replicas;
}

const dns = 'to kube-system: TCP 53, UDP 53';
const scraped = 'from monitoring: TCP 9090';

/** Every pod, and all that it may do with the world outside of the shop. */
const outside: Readonly<Record<string, readonly string[]>> = {
  'users/server': [dns, scraped],
  'products/server': [dns, scraped],
  'orders/server': [dns, scraped],
  'payments/server': [dns, scraped],
  'gateway/server': [dns, scraped, 'from ingress-nginx: TCP 3000'],

  'users/migration': [dns],
  'products/migration': [dns],
  'orders/migration': [dns],
  'payments/migration': [dns],
  'gateway/migration': [dns],

  'users/test': [dns],
  'products/test': [dns],
  'orders/test': [dns],
  'payments/test': [dns],
  'gateway/test': [dns],

  'nats/server': [dns, 'from monitoring: TCP 8222', 'from keda: TCP 8222'],
  'postgresql/server': [],
  'provisioner/job': [dns],
  // The API server has no labels, so its port stands open to all addresses unless the values name its own.
  'bootstrap/job': ['to internet: TCP 443, TCP 6443', 'to private network: TCP 443, TCP 6443'],
};

/** The same with a database outside of the cluster, for all that have one. */
function outsideOf(shop: ShopNetwork): Traffic['outside'] {
  const external = shop.outsiders.some(({ name }) => name === 'database');
  const clients = new Set(
    compiled.topology.services
      .filter(({ database }) => database !== undefined)
      .flatMap(({ name }) => ['server', 'migration', 'job'].map((component) => `${name}/${component}`)),
  );
  return Object.fromEntries(
    shop.pods.map(({ name }) => {
      const lines = outside[name] ?? ['(missing in this test: what may it do with the outside?)'];
      return [name, external && clients.has(name) ? [...lines, `to database: TCP ${postgresqlPort}`] : lines];
    }),
  );
}

function expected(shop: ShopNetwork, objects: readonly JsonObject[], proxyPorts: readonly number[] = []): Traffic {
  const connections = declared(compiled.topology, shop, objects, proxyPorts);
  return { connections, egress: connections, ingress: connections, outside: outsideOf(shop), strangers: [] };
}

/** An address of the database that an environment names, if it does. */
function databaseOf(values: JsonObject): { name: string; address: string }[] {
  const cidrs = compiled.topology.services.flatMap(({ name }) => {
    const own = values[name] as { networkPolicy?: { database?: { cidr?: string } } } | undefined;
    return own?.networkPolicy?.database?.cidr ?? [];
  });
  return cidrs.slice(0, 1).map((cidr) => ({ name: 'database', address: cidr.split('/')[0] as string }));
}

/** Order within a pod's lines is of no meaning. */
function sorted(traffic: Traffic): Traffic {
  const entries = Object.entries(traffic.outside).map(([pod, lines]) => [pod, [...lines].sort()] as const);
  return { ...traffic, outside: Object.fromEntries(entries) };
}

function expectDeclaredTrafficOnly(objects: readonly JsonObject[], values: JsonObject): void {
  const shop = shopNetwork(objects, databaseOf(values));
  expect(shop.pods.length).toBeGreaterThanOrEqual(2 * compiled.topology.services.length);
  expect(sorted(trafficOf(shop))).toEqual(sorted(expected(shop, objects)));
}

describe.each(environments.map(({ name }) => name))('network policies let through what is declared, in %s', (name) => {
  test('with its plain manifests', () => {
    expectDeclaredTrafficOnly(manifests(name), valuesOf(name));
  });

  test('with its values as one release of the umbrella chart', () => {
    expectDeclaredTrafficOnly(renderShop('shop', valuesOf(name)), valuesOf(name));
  });
});

test('what is declared is not nothing', () => {
  const objects = renderShop('shop');
  const connections = declared(compiled.topology, shopNetwork(objects), objects);
  expect(connections).toEqual(
    expect.arrayContaining([
      'gateway/server → orders/server: TCP 3000',
      'gateway/server → products/server: TCP 3000',
      'gateway/server → users/server: TCP 3000',
      'orders/server → products/server: TCP 3000',
      'orders/test → orders/server: TCP 3000',
    ]),
  );
});

test.each([
  ['istio', [], 'to istio-system: TCP 15012', ['server', 'test']],
  ['linkerd', [linkerdProxyPort], 'to linkerd: TCP 8080, TCP 8086, TCP 8090', ['server']],
] as const)(
  'with %s its proxies meet along the declared calls, and reach their control plane',
  (mesh, ports, to, pods) => {
    const objects = renderShop('shop', { global: { mesh } });
    const shop = shopNetwork(objects);
    const { outside, ...between } = expected(shop, objects, ports);
    const joins = (pod: string) => !/^(nats|postgresql)/.test(pod) && pods.some((each) => pod.endsWith(`/${each}`));
    const withMesh = Object.entries(outside).map(([pod, lines]) => [pod, joins(pod) ? [...lines, to] : lines]);
    expect(sorted(trafficOf(shop))).toEqual(sorted({ ...between, outside: Object.fromEntries(withMesh) }));
  },
);

test("an ingress controller in Linkerd's mesh comes to the proxy of what it leads to, and to no other", () => {
  const values = { global: { mesh: 'linkerd', directIngress: { enabled: true } } };
  const { outside } = trafficOf(
    shopNetwork(renderShop('shop', { ...values, products: { mesh: { ingressInMesh: true } } })),
  );
  const entrances = (pod: string) => outside[pod]?.filter((line) => line.startsWith('from ingress-nginx'));
  expect(entrances('products/server')).toEqual(['from ingress-nginx: TCP 3000, TCP 4143']);
  expect(entrances('users/server')).toEqual(['from ingress-nginx: TCP 3000']);
});

const toElsewhere: JsonObject = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'elsewhere' } } }],
  ports: [{ port: 5353, protocol: 'TCP' }],
};

/** What a value opens or closes, beside what stands in `outside`; everything else stays as it is. */
const openings: readonly [title: string, values: JsonObject, changes: Readonly<Record<string, readonly string[]>>][] = [
  [
    'an HTTPRoute lets the pods of the Gateway in',
    { gateway: { httpRoute: { enabled: true } } },
    { 'gateway/server': ['+ from gateway-system: TCP 3000'] },
  ],
  [
    'without an Ingress its controller stays outside',
    { gateway: { ingress: { enabled: false } } },
    { 'gateway/server': ['- from ingress-nginx: TCP 3000'] },
  ],
  [
    'a direct Ingress leads to the services that it names',
    { global: { directIngress: { enabled: true } } },
    {
      'users/server': ['+ from ingress-nginx: TCP 3000'],
      'products/server': ['+ from ingress-nginx: TCP 3000'],
    },
  ],
  [
    'a namespace without labels is nobody',
    { orders: { networkPolicy: { prometheus: { namespaceLabels: null }, dns: { namespaceLabels: null } } } },
    {
      'orders/server': ['- from monitoring: TCP 9090', '- to kube-system: TCP 53, UDP 53'],
      'orders/migration': ['- to kube-system: TCP 53, UDP 53'],
      'orders/test': ['- to kube-system: TCP 53, UDP 53'],
    },
  ],
  [
    'a database outside takes the place of the one in the release',
    { orders: { networkPolicy: { database: { cidr: '203.0.113.0/24', port: 6432 } } } },
    { 'orders/server': ['+ to internet: TCP 6432'], 'orders/migration': ['+ to internet: TCP 6432'] },
  ],
  [
    'a further way out is one for all pods of a service',
    { orders: { networkPolicy: { extraEgress: [toElsewhere] } } },
    {
      'orders/server': ['+ to elsewhere: TCP 5353'],
      'orders/migration': ['+ to elsewhere: TCP 5353'],
      'orders/test': ['+ to elsewhere: TCP 5353'],
    },
  ],
  [
    'a further way out is one for all pods of the platform',
    { platform: { networkPolicy: { extraEgress: [toElsewhere] }, bootstrap: { enabled: true } } },
    {
      'nats/server': ['+ to elsewhere: TCP 5353'],
      'postgresql/server': ['+ to elsewhere: TCP 5353'],
      'provisioner/job': ['+ to elsewhere: TCP 5353'],
      'bootstrap/job': ['+ to elsewhere: TCP 5353', ...(outside['bootstrap/job'] ?? []).map((line) => `+ ${line}`)],
    },
  ],
];

test.each(openings)('%s', (_, values, changes) => {
  const before = trafficOf(shopNetwork(renderShop('shop'))).outside;
  const after = trafficOf(shopNetwork(renderShop('shop', values))).outside;
  const found = Object.entries(after).flatMap(([pod, lines]) => {
    const gone = (before[pod] ?? []).filter((line) => !lines.includes(line)).map((line) => `- ${line}`);
    const added = lines.filter((line) => !before[pod]?.includes(line)).map((line) => `+ ${line}`);
    return gone.length + added.length === 0 ? [] : [[pod, [...gone, ...added].sort()] as const];
  });
  expect(Object.fromEntries(found)).toEqual(changes);
});

test('two releases in one namespace do not reach each other', () => {
  const one = shopNetwork(renderShop('one'));
  const two = shopNetwork(renderShop('two'));
  const rename = ({ pods }: ShopNetwork, release: string) =>
    pods.map((pod) => ({ ...pod, name: `${release} ${pod.name}` }));
  const { connections } = trafficOf({
    ...one,
    network: { ...one.network, policies: [...one.network.policies, ...two.network.policies] },
    pods: [...rename(one, 'one'), ...rename(two, 'two')],
    strangers: [],
  });
  const releases = connections.map((line) => line.match(/(?<=^|→ )(one|two)/g));
  expect(releases).toContainEqual(['one', 'one']);
  expect(releases).toContainEqual(['two', 'two']);
  expect(releases).not.toContainEqual(['one', 'two']);
  expect(releases).not.toContainEqual(['two', 'one']);
});

test('every policy that is widened, narrowed or dropped anywhere is noticed', () => {
  const objects = renderShop('shop');
  const shop = shopNetwork(objects);
  expect(sorted(trafficOf(shop))).toEqual(sorted(expected(shop, objects)));
  const mutants = policyMutants(shop);
  expect(mutants.length).toBeGreaterThan(20 * shop.network.policies.length);
  const unnoticed = mutants.filter(({ policies }) => {
    const mutant = { ...shop, network: { ...shop.network, policies } };
    // What a policy says is of no meaning for pods that it does not select, neither before nor after.
    const about = shop.pods.filter(
      (pod) => JSON.stringify(policiesOn(mutant, pod)) !== JSON.stringify(policiesOn(shop, pod)),
    );
    return JSON.stringify(trafficOf(mutant, about)) === JSON.stringify(trafficOf(shop, about));
  });
  expect(unnoticed.map(({ name }) => name)).toEqual([]);
});

function policiesOn({ network }: ShopNetwork, pod: PodEndpoint): readonly (readonly Policy[])[] {
  return [isolating(network, 'Ingress', pod), isolating(network, 'Egress', pod)];
}
