import type { ServiceDeclaration } from '../../declaration';
import { event, http, library, service } from '../testing/declarations';
import { topologyOf } from '../topology';
import { diffTopology, topologyDiffMarkdown } from './index';

const before = topologyOf(library);

/** The library with one service changed. */
function changed(name: string, own: Partial<ServiceDeclaration>): ReturnType<typeof topologyOf> {
  return topologyOf(
    library.map((declaration) => (declaration.name === name ? { ...declaration, ...own } : declaration)),
  );
}

const nothing = {
  newServices: [],
  goneServices: [],
  newEdges: [],
  goneEdges: [],
  widenedEdges: [],
  narrowedEdges: [],
  changedSettings: [],
  objects: [],
};

test('equal topologies have no difference', () => {
  expect(diffTopology(before, topologyOf(library.toReversed()))).toEqual(nothing);
  expect(topologyDiffMarkdown(diffTopology(before, before))).toBe('The topology does not change.\n');
});

test('a new call changes addresses, pods and the policies of both sides', () => {
  const after = changed('gateway', { calls: { catalogue: ['find'] } });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    newEdges: [{ kind: 'call', from: 'gateway', to: 'catalogue', items: ['find'] }],
    objects: [
      { kind: 'AuthorizationPolicy', of: 'catalogue', why: 'who may call it, with a mesh' },
      { kind: 'MeshTLSAuthentication', of: 'catalogue', why: 'who may call it, with Linkerd' },
      { kind: 'NetworkPolicy', of: 'catalogue', why: 'whom it may reach and who may reach it' },
      { kind: 'VirtualService', of: 'catalogue', why: 'timeouts of the calls to it, with Istio' },
      { kind: 'ConfigMap', of: 'gateway', why: 'addresses of the services it calls' },
      { kind: 'Deployment', of: 'gateway', why: 'refers to the ConfigMap and to its credentials of the broker' },
      { kind: 'NetworkPolicy', of: 'gateway', why: 'whom it may reach and who may reach it' },
    ],
  });
  const { newEdges, goneEdges } = diffTopology(after, before);
  expect([newEdges, goneEdges]).toEqual([[], [{ kind: 'call', from: 'gateway', to: 'catalogue', items: ['find'] }]]);
});

test('a further operation widens an edge and leaves the network as it is', () => {
  const catalogue = { http: http(['copies', 'find', 'burn']) };
  const calls = { catalogue: { operations: ['find', 'burn'], timeoutMs: 300, retries: 1 } };
  const after = topologyOf(
    library.map((declaration) => {
      const own = { catalogue, loans: { calls } }[declaration.name];
      return { ...declaration, ...own };
    }),
  );
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    widenedEdges: [{ kind: 'call', from: 'loans', to: 'catalogue', items: ['burn'] }],
    narrowedEdges: [{ kind: 'call', from: 'loans', to: 'catalogue', items: ['copies'] }],
    objects: [{ kind: 'AuthorizationPolicy', of: 'catalogue', why: 'who may call it, with a mesh' }],
  });
});

test('a new event without a reader changes only what its owner may publish', () => {
  const after = changed('accounts', {
    publishes: { 'accounts.v1.account.closed': event, 'accounts.v1.account.opened': event },
  });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    widenedEdges: [{ kind: 'publication', from: 'accounts', items: ['accounts.v1.account.opened'] }],
    objects: [{ kind: 'ConfigMap', of: 'nats', why: 'permissions of accounts' }],
  });
});

test('a first subscription brings a service to the broker', () => {
  const after = changed('catalogue', { subscribes: { 'loans.v1.loan.begun': { version: 1 } } });
  const { newEdges, objects } = diffTopology(before, after);
  expect(newEdges).toEqual([{ kind: 'event', from: 'loans', to: 'catalogue', items: ['loans.v1.loan.begun'] }]);
  expect(objects.map(({ kind, of }) => `${kind} ${of}`)).toEqual([
    'ConfigMap catalogue',
    'Deployment catalogue',
    'NetworkPolicy catalogue',
    'PrometheusRule catalogue',
    'ScaledObject catalogue',
    'ConfigMap nats',
    'Job nats',
    'NetworkPolicy nats',
  ]);
});

test('a setting of an edge is told with its old and new value', () => {
  const after = changed('gateway', { forwards: { loans: { timeoutMs: 900 } } });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    changedSettings: [
      { kind: 'forward', from: 'gateway', to: 'loans', name: 'timeoutMs', before: '700', after: '900' },
    ],
  });
});

test('a route that admits more callers is wider, and one that admits fewer is narrower', () => {
  const routes = (...access: ('public' | 'user' | { roles: string[] })[]) =>
    changed('catalogue', {
      http: {
        ...http(['copies', 'find']),
        routes: access.map((each, index) => ({ method: 'GET', path: `/${index}`, access: each })),
      },
    });
  const closed = routes('user', { roles: ['clerk'] }, { roles: ['clerk'] }, 'public');
  const open = routes('public', 'user', { roles: ['owner', 'clerk'] }, 'public', 'user');
  const right = { kind: 'access', from: 'catalogue' };
  expect(diffTopology(closed, open)).toEqual({
    ...nothing,
    widenedEdges: [
      {
        ...right,
        items: ['GET /0 for anybody', 'GET /1 for every user', 'GET /2 for clerk, owner', 'GET /4 for every user'],
      },
    ],
  });
  expect(diffTopology(open, closed)).toMatchObject({
    widenedEdges: [],
    narrowedEdges: [{ ...right, items: expect.arrayContaining(['GET /0 for anybody']) }],
  });
  const other = routes('user', { roles: ['owner'] }, { roles: ['clerk'] }, 'public');
  expect(topologyDiffMarkdown(diffTopology(closed, other))).toContain(
    '## Wider\n\n- **catalogue** may now also answer `GET /1 for owner`\n\n' +
      '## Narrower\n\n- **catalogue** may no longer answer `GET /1 for clerk`\n',
  );
});

test('a service that only logs what is undeclared is wider', () => {
  const after = changed('catalogue', { enforce: 'log' });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    widenedEdges: [{ kind: 'undeclared', from: 'catalogue', items: ['undeclared communication'] }],
    objects: [
      { kind: 'ConfigMap', of: 'catalogue', why: 'what happens to undeclared communication' },
      {
        kind: 'Deployment',
        of: 'catalogue',
        why: 'refers to the ConfigMap and to its credentials of the broker',
      },
    ],
  });
  expect(topologyDiffMarkdown(diffTopology(after, before))).toContain(
    '## Narrower\n\n- **catalogue** may no longer communicate as nothing declares, which it only logs\n',
  );
});

test('a service that comes or goes is told as a whole', () => {
  const after = topologyOf([...library, service('archive')]);
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    newServices: ['archive'],
    objects: [{ kind: 'all objects', of: 'archive', why: 'the service is new' }],
  });
  expect(diffTopology(after, before)).toMatchObject({
    goneServices: ['archive'],
    objects: [{ kind: 'all objects', of: 'archive', why: 'the service is gone' }],
  });
});

test('a reviewer reads sentences', () => {
  const after = topologyOf([
    ...library
      .filter(({ name }) => name !== 'gateway')
      .map((declaration) => (declaration.name === 'loans' ? { ...declaration, sends: {}, calls: {} } : declaration)),
    service('reminders', { subscribes: { 'loans.v1.loan.overdue': { version: 1 } } }),
  ]);
  expect(topologyDiffMarkdown(diffTopology(before, after))).toBe(`# Change of the topology

## Services

- **reminders** is new
- **gateway** is gone

## New

- **reminders** may now read events of **loans**: \`loans.v1.loan.overdue\`

## Gone

- **loans** may no longer call **catalogue**: \`copies\`, \`find\`
- **loans** may no longer send commands to **accounts**: \`charge\`
- **gateway** may no longer forward requests to **loans**: \`GET /loans/{id}\`, \`POST /loans\`

## Objects that change

- AuthorizationPolicy of catalogue: who may call it, with a mesh
- MeshTLSAuthentication of catalogue: who may call it, with Linkerd
- NetworkPolicy of catalogue: whom it may reach and who may reach it
- VirtualService of catalogue: timeouts of the calls to it, with Istio
- all objects of gateway: the service is gone
- AuthorizationPolicy of loans: who may call it, with a mesh
- ConfigMap of loans: addresses of the services it calls
- ConfigMap of loans: what its dashboard shows, where it is on
- Deployment of loans: refers to the ConfigMap and to its credentials of the broker
- MeshTLSAuthentication of loans: who may call it, with Linkerd
- NetworkPolicy of loans: whom it may reach and who may reach it
- PrometheusRule of loans: what is worth an alert, where alerts are on
- ConfigMap of nats: permissions of loans, provisioner, reminders
- Job of nats: makes the streams and durable consumers
- NetworkPolicy of nats: who may reach the broker
- all objects of reminders: the service is new
`);
});
