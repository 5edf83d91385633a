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
};

test('equal topologies have no difference', () => {
  expect(diffTopology(before, topologyOf(library.toReversed()))).toEqual(nothing);
  expect(topologyDiffMarkdown(diffTopology(before, before), [])).toBe('The topology does not change.\n');
});

test('a new call is a new edge, and a gone one the other way round', () => {
  const after = changed('gateway', { calls: { catalogue: ['find'] } });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    newEdges: [{ kind: 'call', from: 'gateway', to: 'catalogue', items: ['find'] }],
  });
  const { newEdges, goneEdges } = diffTopology(after, before);
  expect([newEdges, goneEdges]).toEqual([[], [{ kind: 'call', from: 'gateway', to: 'catalogue', items: ['find'] }]]);
});

test('a further operation widens an edge, and another one narrows it', () => {
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
  });
});

test('a new event without a reader widens what its owner may publish', () => {
  const after = changed('accounts', {
    publishes: { 'accounts.v1.account.closed': event, 'accounts.v1.account.opened': event },
  });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    widenedEdges: [{ kind: 'publication', from: 'accounts', items: ['accounts.v1.account.opened'] }],
  });
});

test('a subscription is an edge from the owner of the event', () => {
  const after = changed('catalogue', { subscribes: { 'loans.v1.loan.begun': { version: 1 } } });
  const { newEdges } = diffTopology(before, after);
  expect(newEdges).toEqual([{ kind: 'event', from: 'loans', to: 'catalogue', items: ['loans.v1.loan.begun'] }]);
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
  expect(topologyDiffMarkdown(diffTopology(closed, other), [])).toContain(
    '## Wider\n\n- **catalogue** may now also answer `GET /1 for owner`\n\n' +
      '## Narrower\n\n- **catalogue** may no longer answer `GET /1 for clerk`\n',
  );
});

test('a service that only logs what is undeclared is wider', () => {
  const after = changed('catalogue', { enforce: 'log' });
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    widenedEdges: [{ kind: 'undeclared', from: 'catalogue', items: ['undeclared communication'] }],
  });
  expect(topologyDiffMarkdown(diffTopology(after, before), [])).toContain(
    '## Narrower\n\n- **catalogue** may no longer communicate as nothing declares, which it only logs\n',
  );
});

test('a service that comes or goes is told as a whole', () => {
  const after = topologyOf([...library, service('archive')]);
  expect(diffTopology(before, after)).toEqual({
    ...nothing,
    newServices: ['archive'],
  });
  expect(diffTopology(after, before)).toMatchObject({
    goneServices: ['archive'],
  });
});

describe('what a service uses besides', () => {
  const secret = (name: string) => ({ type: 'string', secret: { name, key: 'key' }, description: 'A key.' }) as const;
  const job = { description: 'A job.', schedule: '0 3 * * *', args: ['sweep'] };
  const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
  const first = changed('catalogue', { config: { A: secret('a') }, jobs: { sweep: job }, rbac: [rule] });

  test('is new where there was nothing of the kind, also in a new service', () => {
    const after = changed('catalogue', {
      database: { migrations: true },
      config: { A: secret('a') },
      jobs: { sweep: job },
      rbac: [{ ...rule, apiGroups: ['', 'apps'], resourceNames: ['a', 'b'] }],
    });
    const edges = [
      { kind: 'database', from: 'catalogue', items: ['its own'] },
      { kind: 'job', from: 'catalogue', items: ['sweep'] },
      { kind: 'secret', from: 'catalogue', items: ['a/key'] },
      {
        kind: 'cluster',
        from: 'catalogue',
        items: ['get secrets a', 'get secrets b', 'get secrets.apps a', 'get secrets.apps b'],
      },
    ];
    expect(diffTopology(before, after)).toEqual({ ...nothing, newEdges: edges });
    expect(diffTopology(after, before)).toEqual({ ...nothing, goneEdges: edges });
    const without = topologyOf(library.filter(({ name }) => !['catalogue', 'loans', 'gateway'].includes(name)));
    expect(diffTopology(without, after).newEdges).toEqual(expect.arrayContaining(edges));
  });

  test('is wider where something is added', () => {
    const after = changed('catalogue', {
      config: { A: secret('a'), B: secret('b') },
      jobs: { sweep: job, count: job },
      rbac: [{ ...rule, verbs: ['get', 'list'] }],
    });
    expect(diffTopology(first, after)).toEqual({
      ...nothing,
      widenedEdges: [
        { kind: 'job', from: 'catalogue', items: ['count'] },
        { kind: 'secret', from: 'catalogue', items: ['b/key'] },
        { kind: 'cluster', from: 'catalogue', items: ['list secrets'] },
      ],
    });
    expect(topologyDiffMarkdown(diffTopology(first, after), [])).toBe(
      [
        '# Change of the topology',
        '## Wider',
        '- **catalogue** may now also run the jobs `count`\n' +
          '- **catalogue** may now also read the secrets `b/key`\n' +
          '- **catalogue** may now also ask the API server to `list secrets`\n',
      ].join('\n\n'),
    );
  });

  test('is not narrower where all of it is still allowed', () => {
    const some = { ...rule, resourceNames: ['a'] };
    const [narrow, wide, all] = [[some], [rule], [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]].map((rbac) =>
      changed('catalogue', { rbac }),
    ) as [typeof first, typeof first, typeof first];
    const right = { kind: 'cluster', from: 'catalogue' };
    expect(diffTopology(narrow, wide)).toEqual({ ...nothing, widenedEdges: [{ ...right, items: ['get secrets'] }] });
    expect(diffTopology(wide, all)).toEqual({ ...nothing, widenedEdges: [{ ...right, items: ['* *.*'] }] });
    expect(diffTopology(all, narrow)).toEqual({ ...nothing, narrowedEdges: [{ ...right, items: ['* *.*'] }] });
  });

  test('is told with what changes in it: ports, operations, schedules', () => {
    const operations = { find: { method: 'GET', path: '/internal/found', description: 'Finds.' } } as const;
    const base = http(['copies', 'find']);
    const after = changed('catalogue', {
      http: { ...base, port: 3001, operations: { ...base.operations, ...operations } },
      config: { A: secret('a') },
      jobs: { sweep: { ...job, schedule: '0 4 * * *', args: [] } },
      rbac: [rule],
    });
    const access = { kind: 'access', from: 'catalogue', to: undefined };
    expect(diffTopology(first, after)).toEqual({
      ...nothing,
      changedSettings: [
        { ...access, name: 'port', before: '3000', after: '3001' },
        { ...access, name: 'operation find', before: 'POST /internal/find', after: 'GET /internal/found' },
        { ...access, kind: 'job', name: 'schedule of sweep', before: '0 3 * * *', after: '0 4 * * *' },
        { ...access, kind: 'job', name: 'arguments of sweep', before: '["sweep"]', after: '[]' },
      ],
    });
    expect(topologyDiffMarkdown(diffTopology(first, after), [])).toContain('- catalogue: port is now 3001, was 3000\n');
  });
});

test('a reviewer reads sentences', () => {
  const objects = [
    { change: 'gone', kind: 'all objects', of: 'gateway', why: 'the service is gone' },
    { change: 'new', kind: 'Role', of: 'loans', why: 'what it may ask of the API server' },
    { change: 'changed', kind: 'Deployment', of: 'loans', why: 'ports, configuration and credentials of its pods' },
  ] as const;
  const after = topologyOf([
    ...library
      .filter(({ name }) => name !== 'gateway')
      .map((declaration) => (declaration.name === 'loans' ? { ...declaration, sends: {}, calls: {} } : declaration)),
    service('reminders', { database: { migrations: false }, subscribes: { 'loans.v1.loan.overdue': { version: 1 } } }),
  ]);
  expect(topologyDiffMarkdown(diffTopology(before, after), objects)).toBe(`# Change of the topology

## Services

- **reminders** is new
- **gateway** is gone

## New

- **reminders** may now use a database of its own
- **reminders** may now read events of **loans**: \`loans.v1.loan.overdue\`

## Gone

- **loans** may no longer call **catalogue**: \`copies\`, \`find\`
- **loans** may no longer send commands to **accounts**: \`charge\`
- **gateway** may no longer forward requests to **loans**: \`GET /loans/{id}\`, \`POST /loans\`

## Objects that change

- all objects of gateway (gone): the service is gone
- Role of loans (new): what it may ask of the API server
- Deployment of loans: ports, configuration and credentials of its pods
`);
});
