import type { ServiceDeclaration } from '../declaration';
import { type Topology, topologyOf } from '../topology';
import { event, http, service } from '../topology/testing/declarations';
import { changedObjects } from './changed-objects';

const operations = { find: { method: 'GET', path: '/internal/find', description: 'Finds.' } } as const;
const job = { description: 'A job.', schedule: '0 3 * * *', args: ['sweep'] };
const side = { ...http([], ['GET /letters']), operations };
const mail = service('mail', { calls: { letters: ['find'] } });
const door = service('door', { forwards: { letters: {} } });

/** Letters, which mail calls and a door forwards to. */
function fleet(own: Partial<ServiceDeclaration> = {}, ...more: readonly ServiceDeclaration[]): Topology {
  return topologyOf([service('letters', { http: side, ...own }), mail, door, ...more]);
}

function told(before: Topology, after: Topology): string[] {
  return changedObjects(before, after).map(
    ({ change, kind, of }) => `${change === 'changed' ? '' : `${change} `}${kind} of ${of}`,
  );
}

test('nothing is told where nothing differs', () => {
  expect(told(fleet(), fleet())).toEqual([]);
  expect(
    told(fleet(), fleet({ http: { ...side, routes: [{ method: 'GET', path: '/letters', access: 'user' }] } })),
  ).toEqual([]);
});

test.each<[string, Partial<ServiceDeclaration>, Partial<ServiceDeclaration>, readonly string[]]>([
  ['a job', {}, { jobs: { sweep: job } }, ['new CronJob of letters', 'new NetworkPolicy of letters']],
  [
    'its schedule',
    { jobs: { sweep: job } },
    { jobs: { sweep: { ...job, schedule: '0 4 * * *' } } },
    ['CronJob of letters'],
  ],
  ['its arguments', { jobs: { sweep: job } }, { jobs: { sweep: { ...job, args: [] } } }, ['CronJob of letters']],
  [
    'rights in the API server',
    {},
    { rbac: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
    ['Deployment of letters', 'NetworkPolicy of letters', 'new Role of letters', 'new RoleBinding of letters'],
  ],
  [
    'more of them',
    { rbac: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
    { rbac: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }] },
    ['Role of letters'],
  ],
  [
    'a database',
    {},
    { database: { migrations: true } },
    [
      'ConfigMap of letters',
      'Deployment of letters',
      'new ExternalSecret of letters',
      'new Job of letters',
      'NetworkPolicy of letters',
      'new NetworkPolicy of letters',
      'PrometheusRule of letters',
    ],
  ],
  [
    'a secret',
    {},
    { config: { A: { type: 'string', secret: { name: 'a', key: 'b' }, description: 'A.' } } },
    ['Deployment of letters', 'new ExternalSecret of letters'],
  ],
  [
    'the default of a key',
    { config: { A: { type: 'boolean', default: true, description: 'A.' } } },
    { config: { A: { type: 'boolean', default: false, description: 'A.' } } },
    ['ConfigMap of letters', 'Deployment of letters'],
  ],
  ['enforcement', {}, { enforce: 'log' }, ['ConfigMap of letters', 'Deployment of letters']],
  [
    'the port',
    {},
    { http: { ...side, port: 3001 } },
    [
      'NetworkPolicy of door',
      'Deployment of letters',
      'AuthorizationPolicy of letters',
      'NetworkPolicy of letters',
      'NetworkPolicy of letters',
      'NetworkPolicy of mail',
    ],
  ],
  [
    'the method and path of an operation',
    {},
    { http: { ...side, operations: { find: { ...operations.find, method: 'POST', path: '/internal/found' } } } },
    ['AuthorizationPolicy of letters'],
  ],
])('%s is told with every object that changes', (_, before, after, objects) => {
  expect(told(fleet(before), fleet(after)).sort()).toEqual([...objects].sort());
});

test('a call changes addresses, pods and the policies of both sides', () => {
  const alone = topologyOf([service('letters', { http: { ...side, routes: [] } }), service('mail')]);
  const calling = topologyOf([service('letters', { http: { ...side, routes: [] } }), mail]);
  expect(told(alone, calling)).toEqual([
    'new MeshTLSAuthentication of letters',
    'AuthorizationPolicy of letters',
    'new AuthorizationPolicy of letters',
    'NetworkPolicy of letters',
    'new VirtualService of letters',
    'ConfigMap of mail',
    'ConfigMap of mail',
    'Deployment of mail',
    'NetworkPolicy of mail',
  ]);
});

test('a door tells a new service from strangers', () => {
  expect(told(fleet(), fleet({}, service('extra')))).toEqual([
    'AuthorizationPolicy of door',
    'new all objects of extra',
  ]);
});

test('the first message brings a platform, and a further reader changes it', () => {
  const speaker = service('speaker', { publishes: { 'speaker.v1.word.said': event } });
  const reader = service('reader', { subscribes: { 'speaker.v1.word.said': { version: 1 } } });
  expect(told(topologyOf([service('reader')]), topologyOf([service('reader'), speaker]))).toEqual([
    'new all objects of speaker',
    'new all objects of platform',
  ]);
  const changes = changedObjects(topologyOf([speaker, service('reader')]), topologyOf([speaker, reader]));
  expect(changes).toContainEqual({
    change: 'changed',
    kind: 'ConfigMap',
    of: 'nats',
    why: 'permissions of provisioner, reader',
  });
  expect(changes.filter(({ of }) => of !== 'reader').map(({ kind, of }) => `${kind} of ${of}`)).toEqual([
    'ConfigMap of bootstrap',
    'Job of bootstrap',
    'ExternalSecret of platform',
    'ConfigMap of nats',
    'NetworkPolicy of nats',
    'StatefulSet of nats',
    'Job of provisioner',
    'ConfigMap of provisioner',
  ]);
});

test('every object has a reason', () => {
  const everything = {
    database: { migrations: true },
    config: { A: { type: 'string', secret: { name: 'a', key: 'b' }, description: 'A.' } },
    jobs: { sweep: job },
    rbac: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    publishes: { 'letters.v1.letter.sent': event },
    enforce: 'log',
    http: { ...side, port: 3001, adminPort: 9091 },
  } as const;
  const reader = service('reader', { subscribes: { 'letters.v1.letter.sent': { version: 1 } } });
  const before = fleet({ publishes: everything.publishes }, service('reader'));
  const reasons = changedObjects(before, fleet(everything, reader)).map(
    ({ kind, of, why }) => `${kind} of ${of}: ${why}`,
  );
  expect(reasons.filter((reason) => reason.endsWith('what follows from the declarations'))).toEqual([]);
  expect(reasons.length).toBeGreaterThan(30);
});
