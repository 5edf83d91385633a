import { event, http, library, service } from '../testing/declarations';
import { topologyOf } from '../topology';
import { explain, explanationText, QuestionError } from './index';

const topology = topologyOf(library);

test('a call is explained from the declaration to the policies on both sides', () => {
  expect(explain(topology, 'loans', 'catalogue.copies')).toEqual({
    from: 'loans',
    target: 'catalogue.copies',
    allowed: true,
    answer: 'loans may call copies of catalogue',
    ways: [],
    edges: [
      {
        kind: 'call',
        from: 'loans',
        to: 'catalogue',
        name: 'copies',
        declaredBy: [
          'services/loans/service.ts: calls.catalogue.operations[1]',
          'services/catalogue/service.ts: http.operations.copies',
        ],
        code: [
          { service: 'loans', note: 'peers.catalogue.copies(input) → POST http://catalogue/internal/copies' },
          { service: 'catalogue', note: 'serves POST /internal/copies on port 3000' },
        ],
        policy: expect.objectContaining({ timeoutMs: 300, retries: 1, retried: false }),
        network: [
          { policyOf: 'loans', direction: 'egress', peer: 'catalogue', port: 3000, linkerdPort: 4143 },
          { policyOf: 'catalogue', direction: 'ingress', peer: 'loans', port: 3000, linkerdPort: 4143 },
        ],
        grants: [],
      },
    ],
  });
});

test.each(['accounts.charge', 'accounts.v1.cmd.charge'])('a command is explained over the broker: %s', (target) => {
  const { allowed, edges } = explain(topology, 'loans', target);
  expect(allowed).toBe(true);
  expect(edges).toEqual([
    expect.objectContaining({
      kind: 'command',
      declaredBy: ['services/loans/service.ts: sends.accounts[0]', 'services/accounts/service.ts: handles.charge'],
      network: [
        { policyOf: 'loans', direction: 'egress', peer: 'nats', port: 4222 },
        { policyOf: 'nats', direction: 'ingress', peer: 'loans', port: 4222 },
        { policyOf: 'accounts', direction: 'egress', peer: 'nats', port: 4222 },
        { policyOf: 'nats', direction: 'ingress', peer: 'accounts', port: 4222 },
      ],
      stream: 'ACCOUNTS',
      consumer: expect.objectContaining({ durable_name: 'accounts-commands' }),
      deadLetters: 'dlq.accounts.accounts.v1.cmd.charge',
      scaler: {
        service: 'accounts',
        default: 'hpa',
        keda: { type: 'nats-jetstream', account: 'FLEET', stream: 'ACCOUNTS', consumer: 'accounts-commands' },
      },
    }),
  ]);
  expect(edges[0]?.grants.map(({ user, publish }) => `${user} ${publish}`)).toEqual([
    'loans accounts.v1.cmd.charge',
    'accounts $JS.ACK.ACCOUNTS.accounts-commands.>',
    'accounts $JS.API.CONSUMER.INFO.ACCOUNTS.accounts-commands',
    'accounts $JS.API.CONSUMER.MSG.NEXT.ACCOUNTS.accounts-commands',
  ]);
});

test('an event is explained for its owner and for its reader', () => {
  const subject = 'accounts.v1.account.closed';
  expect(explain(topology, 'accounts', subject)).toMatchObject({
    allowed: true,
    answer: `accounts publishes ${subject}, read by loans`,
  });
  expect(explain(topology, 'loans', subject)).toMatchObject({ allowed: true, answer: `loans reads ${subject}` });
  expect(explain(topology, 'loans', 'loans.v1.loan.begun')).toMatchObject({
    allowed: true,
    edges: [{ kind: 'publication', stream: 'LOANS', grants: [{ user: 'loans', publish: 'loans.v1.loan.begun' }] }],
  });
});

test('of a reader with several consumers, only the one in question is told', () => {
  const subscribes = {
    'loans.v1.loan.begun': { version: 1, purpose: 'events' },
    'loans.v1.loan.ended': { version: 1, purpose: 'privacy' },
    'fines.v1.fine.due': { version: 1, purpose: 'events' },
  };
  const reading = topologyOf([
    service('loans', { publishes: { 'loans.v1.loan.begun': event, 'loans.v1.loan.ended': event } }),
    service('fines', { publishes: { 'fines.v1.fine.due': event } }),
    service('reminders', { subscribes }),
  ]);
  for (const [name, consumer] of [
    ['loans.v1.loan.begun', 'LOANS.reminders-events'],
    ['loans.v1.loan.ended', 'LOANS.reminders-privacy'],
    ['fines.v1.fine.due', 'FINES.reminders-events'],
  ] as const) {
    const [edge] = explain(reading, 'reminders', name).edges;
    const granted = edge?.grants.filter(({ user }) => user === 'reminders').map(({ publish }) => publish);
    expect(granted).toEqual([
      `$JS.ACK.${consumer}.>`,
      `$JS.API.CONSUMER.INFO.${consumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.${consumer}`,
    ]);
  }
});

test('forwarded routes are repeated where one of them only reads', () => {
  const retried = (...routes: readonly string[]): boolean | undefined => {
    const forwarding = topologyOf([
      service('door', { forwards: { shelf: {} } }),
      service('shelf', { http: http([], routes) }),
    ]);
    return explain(forwarding, 'door', 'shelf').edges[0]?.policy?.retried;
  };
  expect(retried('POST /books', 'GET /books')).toBe(true);
  expect(retried('POST /books', 'DELETE /books/{id}')).toBe(false);
});

test('a service is reached by everything that is declared, and by nothing else', () => {
  expect(explain(topology, 'loans', 'catalogue').answer).toBe(
    'loans reaches catalogue by call copies, call find, and in no other way',
  );
  expect(explain(topology, 'gateway', 'loans').edges[0]).toMatchObject({
    kind: 'forward',
    declaredBy: ['services/gateway/service.ts: forwards.loans', 'services/loans/service.ts: http.routes'],
  });
});

describe('a refusal tells the line to add', () => {
  test.each([
    ['gateway', 'catalogue.find', [['services/gateway/service.ts: calls', "catalogue: ['find'],"]]],
    ['gateway', 'accounts.charge', [['services/gateway/service.ts', "sends: { accounts: ['charge'] },"]]],
    [
      'catalogue',
      'accounts.v1.account.closed',
      [['services/catalogue/service.ts: subscribes', "'accounts.v1.account.closed': { version: 1 },"]],
    ],
    [
      'accounts',
      'accounts.v1.account.opened',
      [
        [
          'services/accounts/service.ts: publishes',
          "'accounts.v1.account.opened': { version: 1, schema: '<name>', description: '<what happened>' },",
        ],
      ],
    ],
    [
      'accounts',
      'accounts.v1.cmd.refund',
      [
        [
          'services/accounts/service.ts: handles',
          "refund: { version: 1, schema: '<name>', description: '<what to do>' },",
        ],
      ],
    ],
  ])('%s %s', (from, target, lines) => {
    const { allowed, ways } = explain(topology, from, target);
    expect(allowed).toBe(false);
    expect(ways.flat().map(({ place, line }) => [place, line])).toEqual(lines);
  });

  test('a line that is added makes the edge', () => {
    const [way] = explain(topology, 'gateway', 'catalogue.find').ways;
    expect(way).toEqual([{ place: 'services/gateway/service.ts: calls', line: "catalogue: ['find']," }]);
    const [gateway, ...others] = library;
    const widened = topologyOf([{ ...gateway!, calls: { catalogue: ['find'] } }, ...others]);
    expect(explain(widened, 'gateway', 'catalogue.find').allowed).toBe(true);
  });

  test('a call back to a service that forwards is not proposed', () => {
    const forwarding = topologyOf([
      service('door', { http: http(['ask']), forwards: { shelf: {} } }),
      service('shelf', { http: http([], ['GET /books']) }),
    ]);
    expect(explain(forwarding, 'shelf', 'door.ask')).toMatchObject({ allowed: false, ways: [] });
  });

  test('a call that would close a cycle is not proposed', () => {
    const waiting = topologyOf([
      service('a', { http: http(['ask']), calls: { b: ['ask'] } }),
      service('b', { http: http(['ask']) }),
    ]);
    expect(explain(waiting, 'b', 'a.ask')).toMatchObject({
      allowed: false,
      answer: 'b does not declare that it uses ask of a, and may not call it, because a itself waits for b',
      ways: [],
    });
    expect(
      explain(waiting, 'b', 'a')
        .ways.flat()
        .map(({ place }) => place),
    ).toEqual(['services/a/service.ts', 'services/b/service.ts']);
  });
});

test.each(['accounts.v1.>', 'accounts.v1.account.*', 'accounts.', 'accounts.POST', `accounts.${'a'.repeat(41)}`])(
  'what no declaration may contain is no target: %s',
  (target) => {
    expect(() => explain(topology, 'loans', target)).toThrow(
      expect.objectContaining({
        name: 'QuestionError',
        message: expect.stringContaining('no declaration may contain'),
      }),
    );
  },
);

test.each(['accounts.v9.cmd.charge', 'accounts.banana.cmd.charge'])('no command has the subject %s', (target) => {
  expect(() => explain(topology, 'loans', target)).toThrow(
    `${target} is no subject of a command; expected accounts.v1.cmd.charge`,
  );
});

test.each(['nobody', 'loans.a.b', 'nobody.v1.x.y'])('%s is no target', (target) => {
  expect(() => explain(topology, 'loans', target)).toThrow(QuestionError);
});

test('a service is no target for itself', () => {
  expect(() => explain(topology, 'loans', 'loans')).toThrow(QuestionError);
});

describe('for people, an explanation', () => {
  const text = (from: string, target: string): string => explanationText(explain(topology, from, target));

  test('says whether, by which lines and over which layers', () => {
    expect(text('loans', 'catalogue.copies')).toBe(`loans → catalogue.copies: allowed
  loans may call copies of catalogue.

  loans → catalogue: call copies
    declared by   services/loans/service.ts: calls.catalogue.operations[1]
                  services/catalogue/service.ts: http.operations.copies
    code          loans: peers.catalogue.copies(input) → POST http://catalogue/internal/copies
                  catalogue: serves POST /internal/copies on port 3000
    edge          300 ms per attempt, no retries, as it is not safe to repeat, breaker opens after 5 failures for 10000 ms, 64 calls in flight per pod
    network       egress of app.kubernetes.io/name=loans: to app.kubernetes.io/name=catalogue, TCP 3000; with global.mesh=linkerd TCP 4143 too
                  ingress of app.kubernetes.io/name=catalogue: from app.kubernetes.io/name=loans, TCP 3000; with global.mesh=linkerd TCP 4143 too
`);
    expect(text('gateway', 'catalogue.find')).toBe(`gateway → catalogue.find: refused
  gateway does not declare that it uses find of catalogue.

  To allow it, write:
    services/gateway/service.ts: calls
      catalogue: ['find'],
`);
  });

  test('names the scaler that is there by default, and the one that values may choose', () => {
    expect(text('loans', 'accounts.charge')).toContain(
      '    scaler        accounts: HorizontalPodAutoscaler by default; with autoscaling.scaler=keda a trigger ' +
        'nats-jetstream, account FLEET, stream ACCOUNTS, consumer accounts-commands\n',
    );
  });

  test('counts repetitions as people do', () => {
    const declarations = [
      service('a', { calls: { b: { operations: ['ask'], retries: 1 } } }),
      service('b', {
        http: {
          ...http([]),
          operations: { ask: { method: 'GET', path: '/internal/ask', description: 'Asks.' } },
        },
      }),
    ];
    expect(explanationText(explain(topologyOf(declarations), 'a', 'b.ask'))).toContain(
      'again up to 1 time within a budget',
    );
  });
});
