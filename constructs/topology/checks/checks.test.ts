import type { ServiceDeclaration } from '../../declaration';
import { DeclarationErrors } from '../declaration-errors';
import { event, http, library, service } from '../testing/declarations';
import { topologyOf } from '../topology';

/** Problems as `place | found`, which is what tells them apart. */
function problemsOf(...declarations: readonly unknown[]): string[] {
  try {
    topologyOf(declarations as ServiceDeclaration[]);
    return [];
  } catch (error) {
    if (error instanceof DeclarationErrors) {
      return error.problems.map(({ place, found }) => `${place} | ${found}`);
    }
    throw error;
  }
}

const inA = 'services/a/service.ts: ';

test('a sound fleet has no problems', () => {
  expect(problemsOf(...library)).toEqual([]);
});

describe('names', () => {
  test.each([
    ['Orders', 'not lower case'],
    ['1st', 'begins with a digit'],
    ['a-', 'ends with a hyphen'],
    ['a_b', 'has an underscore'],
    ['a'.repeat(31), 'is too long'],
  ])('%s is refused: %s', (name) => {
    expect(problemsOf(service(name))).toEqual([`service "${name}": name | "${name}"`]);
  });

  test('a declaration without a name is told by its number', () => {
    expect(problemsOf(undefined)).toEqual(['declaration #1 | undefined']);
  });

  test('the longest allowed name is accepted', () => {
    expect(problemsOf(service('a'.repeat(30)))).toEqual([]);
  });

  test.each(['nats', 'bootstrap', 'dlq', 'provisioner', 'postgresql', 'platform'])(
    '%s belongs to the platform',
    (name) => {
      expect(problemsOf(service(name))).toEqual([`services/${name}/service.ts: name | ${name}`]);
    },
  );

  test.each(['postgres', 'template1', 'public', 'pg-dump'])('%s belongs to PostgreSQL', (name) => {
    expect(problemsOf(service(name))).toEqual([]);
    expect(problemsOf(service(name, { database: { migrations: false } }))).toEqual([
      `services/${name}/service.ts: name | ${name}, for a database and a role of this name`,
    ]);
  });

  test('two services of one name are told with their positions', () => {
    expect(problemsOf(service('a'), service('b'), service('a'))).toEqual([
      `${inA}name | a, the name of both declaration 1 and 3`,
    ]);
  });

  test('the consumer of commands is not taken by a subscription', () => {
    const owner = service('b', { publishes: { 'b.v1.x.y': event } });
    expect(
      problemsOf(owner, service('a', { subscribes: { 'b.v1.x.y': { version: 1, purpose: 'commands' } } })),
    ).toEqual([`${inA}subscribes['b.v1.x.y'].purpose | commands`]);
  });
});

describe('names that two declarations come to', () => {
  const job = { description: 'A job.', schedule: '* * * * *', args: [] };

  test('a consumer of one stream', () => {
    const owner = service('o', { publishes: { 'o.v1.x.y': event, 'o.v1.x.z': event } });
    const first = service('a', { subscribes: { 'o.v1.x.y': { version: 1, purpose: 'b-c' } } });
    const second = (purpose: string): ServiceDeclaration =>
      service('a-b', { subscribes: { 'o.v1.x.z': { version: 1, purpose } } });
    expect(problemsOf(first, second('c'), owner)).toEqual([
      `services/a-b/service.ts: subscribes['o.v1.x.z'] | the consumer a-b-c of the stream O, which is that of ${inA}subscribes['o.v1.x.y'] too`,
    ]);
    expect(problemsOf(first, second('d'), owner)).toEqual([]);
  });

  test('a consumer of commands, told where it can be changed', () => {
    const handles = { act: event };
    const reader = service('a', { subscribes: { 'a-b.v1.x.y': { version: 1, purpose: 'b-commands' } } });
    expect(problemsOf(reader, service('a-b', { handles, publishes: { 'a-b.v1.x.y': event } }))).toEqual([
      `${inA}subscribes['a-b.v1.x.y'] | the consumer a-b-commands of the stream A-B, which is that of services/a-b/service.ts: handles.act too`,
    ]);
  });

  test('a CronJob', () => {
    expect(problemsOf(service('a', { jobs: { 'b-c': job } }), service('a-b', { jobs: { c: job } }))).toEqual([
      `services/a-b/service.ts: jobs.c | the CronJob a-b-c, which is that of ${inA}jobs['b-c'] too`,
    ]);
  });

  test('a key of values, for jobs and for peers', () => {
    const peers = ['x-1', 'x1'].map((name) => service(name, { http: http(['find'], [`GET /${name}`]) }));
    expect(
      problemsOf(
        ...peers,
        service('a', { jobs: { 'b-1': job, b1: job }, calls: { x1: ['find'] }, forwards: { 'x-1': {} } }),
      ),
    ).toEqual([
      `${inA}forwards['x-1'] | the key peers.x1 in the values of its chart, which is that of ${inA}calls.x1 too`,
      `${inA}jobs.b1 | the key jobs.b1 in the values of its chart, which is that of ${inA}jobs['b-1'] too`,
    ]);
  });
});

describe('calls', () => {
  const callee = service('b', { http: http(['find']) });

  test('to an unknown service, in both forms', () => {
    const calls = { x: ['find'], y: { operations: ['find'] } };
    expect(problemsOf(callee, service('a', { calls }))).toEqual([
      `${inA}calls.x | the unknown service x`,
      `${inA}calls.y | the unknown service y`,
    ]);
  });

  test('to an unknown operation are told with their index, in both forms', () => {
    const other = service('c', { http: http(['find']) });
    const calls = { b: ['find', 'lose'], c: { operations: ['lose'] } };
    expect(problemsOf(callee, other, service('a', { calls }))).toEqual([
      `${inA}calls.b[1] | the unknown operation lose`,
      `${inA}calls.c.operations[0] | the unknown operation lose`,
    ]);
  });

  test('to operations that every object inherits are unknown too', () => {
    expect(problemsOf(callee, service('a', { calls: { b: ['toString'] } }))).toEqual([
      `${inA}calls.b[0] | the unknown operation toString`,
    ]);
  });

  test('to oneself', () => {
    expect(problemsOf(service('a', { http: http(['find']), calls: { a: ['find'] } }))).toEqual([
      `${inA}calls.a | a, the service itself`,
    ]);
  });

  test('of nothing, and of one thing twice', () => {
    expect(problemsOf(callee, service('a', { calls: { b: [] } }))).toEqual([`${inA}calls.b | []`]);
    expect(problemsOf(callee, service('a', { calls: { b: ['find', 'find'] } }))).toEqual([
      `${inA}calls.b | the items 0 and 1 are the same`,
    ]);
  });

  test('in a cycle are told with the whole cycle', () => {
    const ring = (name: string, next: string): ServiceDeclaration =>
      service(name, { http: http(['ask']), calls: { [next]: ['ask'] } });
    expect(problemsOf(ring('a', 'b'), ring('b', 'c'), ring('c', 'a'), ring('d', 'a'))).toEqual([
      `${inA}calls.b | the cycle of synchronous calls a → b → c → a`,
    ]);
  });

  test('in a cycle over a gateway', () => {
    const door = service('a', { http: http(['ask']), forwards: { b: {} } });
    const behind = service('b', { http: http([], ['GET /b']), calls: { a: ['ask'] } });
    expect(problemsOf(door, behind)).toEqual([`${inA}forwards.b | the cycle of synchronous calls a → b → a`]);
  });

  test('in a long chain are none in a cycle', () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `s${index}`);
    const chain = names.map((name, index) =>
      service(name, { http: http(['ask']), calls: index === 0 ? {} : { [`s${index - 1}`]: ['ask'] } }),
    );
    expect(problemsOf(...chain)).toEqual([]);
  });

  test('events and commands may go in circles', () => {
    const handles = { act: { version: 1, schema: 'Act', description: 'Act.' } };
    expect(
      problemsOf(service('a', { handles, sends: { b: ['act'] } }), service('b', { handles, sends: { a: ['act'] } })),
    ).toEqual([]);
  });
});

describe('forwards', () => {
  test('to oneself are one problem, not one for each route', () => {
    expect(problemsOf(service('a', { http: http([], ['GET /x', 'GET /y']), forwards: { a: {} } }))).toEqual([
      `${inA}forwards.a | a, the service itself`,
    ]);
  });

  test('to an unknown service, and to one without routes', () => {
    expect(problemsOf(service('b'), service('a', { forwards: { b: {}, x: {} } }))).toEqual([
      `${inA}forwards.b | b, which has no public route`,
      `${inA}forwards.x | the unknown service x`,
    ]);
  });
});

describe('commands', () => {
  test('that nobody handles, and to an unknown service', () => {
    expect(problemsOf(service('b'), service('a', { sends: { b: ['act'], x: ['act'] } }))).toEqual([
      `${inA}sends.b[0] | the unknown command act`,
      `${inA}sends.x | the unknown service x`,
    ]);
  });
});

describe('events', () => {
  const owner = service('b', { publishes: { 'b.v1.x.y': event } });

  test('that nobody publishes', () => {
    expect(problemsOf(owner, service('a', { subscribes: { 'b.v1.x.z': { version: 1 } } }))).toEqual([
      `${inA}subscribes['b.v1.x.z'] | a subject that nobody publishes`,
    ]);
  });

  test('of another version than the owner says', () => {
    expect(problemsOf(owner, service('a', { subscribes: { 'b.v1.x.y': { version: 2 } } }))).toEqual([
      `${inA}subscribes['b.v1.x.y'].version | version 2`,
    ]);
  });

  test('with two owners, of whom one is outside its prefix', () => {
    expect(problemsOf(owner, service('c', { publishes: { 'b.v1.x.y': event } }))).toEqual([
      "services/c/service.ts: publishes['b.v1.x.y'] | a subject of b",
      "services/c/service.ts: publishes['b.v1.x.y'] | a subject that services/b/service.ts: publishes['b.v1.x.y'] publishes too",
    ]);
  });

  test('of a service whose name only begins alike', () => {
    expect(problemsOf(service('a', { publishes: { 'ab.v1.x.y': event } }))).toEqual([
      `${inA}publishes['ab.v1.x.y'] | a subject of ab`,
    ]);
  });

  test('on the subject of a command, of oneself, and with a wildcard', () => {
    expect(problemsOf(service('a', { publishes: { 'a.v1.cmd.act': event } }))).toEqual([
      `${inA}publishes['a.v1.cmd.act'] | a subject of a command`,
    ]);
    expect(
      problemsOf(service('a', { publishes: { 'a.v1.x.y': event }, subscribes: { 'a.v1.x.y': { version: 1 } } })),
    ).toEqual([`${inA}subscribes['a.v1.x.y'] | an event of the service itself`]);
    expect(problemsOf(service('a', { publishes: { 'a.v1.>': event } }))).toEqual([
      `${inA}publishes['a.v1.>'] | the name "a.v1.>"`,
    ]);
  });
});

describe('the HTTP side', () => {
  const withHttp = (own: object): ServiceDeclaration =>
    service('a', { http: { port: 3000, adminPort: 9090, routes: [], ...own } });

  test('one port for both sides, and ports out of range', () => {
    expect(problemsOf(withHttp({ adminPort: 3000 }))).toEqual([`${inA}http.adminPort | 3000, as http.port`]);
    expect(problemsOf(withHttp({ port: 80 }))).toEqual([`${inA}http.port | 80`]);
    expect(problemsOf(withHttp({ port: 65_536 }))).toEqual([`${inA}http.port | 65536`]);
  });

  test('a route twice, whatever its parameters are called', () => {
    expect(problemsOf(service('a', { http: http([], ['GET /x/{id}', 'PUT /x/{id}', 'GET /x/{name}']) }))).toEqual([
      `${inA}http.routes[2] | GET /x/{name}, which stands at ${inA}http.routes[0] too`,
    ]);
  });

  test('a route of two services only matters behind one gateway', () => {
    const [b, c] = ['b', 'c'].map((name) => service(name, { http: http([], ['GET /x']) }));
    expect(problemsOf(b, c)).toEqual([]);
    expect(problemsOf(b, c, service('a', { forwards: { b: {} } }), service('d', { forwards: { c: {} } }))).toEqual([]);
    expect(problemsOf(b, c, service('a', { forwards: { b: {}, c: {} } }))).toEqual([
      'services/c/service.ts: http.routes[0] | GET /x, which stands at services/b/service.ts: http.routes[0] too',
    ]);
  });

  test('a path with a parameter twice, and with segments that clients resolve', () => {
    const operations = { find: { method: 'GET', path: '/internal/../{id}/{id}', description: 'Find.' } };
    const routes = [{ method: 'GET', path: '/x/{id}/y/{id}', access: 'public' }];
    expect(problemsOf(withHttp({ operations, routes }))).toEqual([
      `${inA}http.operations.find.path | /internal/../{id}/{id} with the segment ..`,
      `${inA}http.operations.find.path | /internal/../{id}/{id} with {id} twice`,
      `${inA}http.routes[0].path | /x/{id}/y/{id} with {id} twice`,
    ]);
  });

  test('a public route at /internal or below, and an operation elsewhere', () => {
    expect(
      problemsOf(service('a', { http: http([], ['GET /internal/x', 'GET /internal', 'GET /internals']) })),
    ).toEqual([`${inA}http.routes[0].path | /internal/x`, `${inA}http.routes[1].path | /internal`]);
    const operations = { find: { method: 'GET', path: '/find', description: 'Find.' } };
    expect(problemsOf(withHttp({ operations }))).toEqual([`${inA}http.operations.find.path | /find`]);
  });
});

describe('configuration', () => {
  test.each([
    ['LIMIT', { type: 'integer', minimum: 1, maximum: 9, default: 10 }, 'LIMIT.default | 10'],
    ['LIMIT', { type: 'integer', minimum: 9, maximum: 1, default: 5 }, 'LIMIT.minimum | 9, above maximum 1'],
    ['LIMIT', { type: 'integer', minimum: 1, maximum: 2 ** 53, default: 5 }, 'LIMIT.maximum | 9007199254740992'],
    ['LIMIT', { type: 'integer', minimum: 1, maximum: 9 }, 'LIMIT | no field default'],
    ['OPEN', { type: 'boolean' }, 'OPEN | no field default'],
    ['MODE', { type: 'enum', values: ['a', 'b'] }, 'MODE | no field default'],
    ['MODE', { type: 'enum', values: ['a', 'b'], default: 'c' }, 'MODE.default | "c"'],
    ['NAME', { type: 'string', pattern: '[a-z]+', default: 'a1' }, 'NAME.default | "a1"'],
    ['NAME', { type: 'string', pattern: '(?=a)b' }, 'NAME.pattern | (?=a)b with (?='],
    ['NAME', { type: 'string', pattern: '[0-9]\\s' }, 'NAME.pattern | [0-9]\\s with \\s'],
    [
      'NAME',
      { type: 'string', pattern: 'a{0,2000}' },
      'NAME.pattern | a{0,2000} with {0,2000}, which makes 2000 repeats',
    ],
    ['DATABASE_URL', { type: 'string' }, 'DATABASE_URL | the name DATABASE_URL'],
    ['DATABASE_URL_FILE', { type: 'string' }, 'DATABASE_URL_FILE | the name DATABASE_URL_FILE'],
    ['SHUTDOWN_GRACE_MS', { type: 'string' }, 'SHUTDOWN_GRACE_MS | the name SHUTDOWN_GRACE_MS'],
    ['PEER_B_URL', { type: 'string' }, 'PEER_B_URL | the name PEER_B_URL'],
    ['ENFORCE', { type: 'string' }, 'ENFORCE | the name ENFORCE'],
    ['LOG_LEVEL', { type: 'string', secret: { name: 'x', key: 'y' } }, 'LOG_LEVEL | the name LOG_LEVEL'],
    ['LOG_LEVEL_FILE', { type: 'string' }, 'LOG_LEVEL_FILE | the name LOG_LEVEL_FILE'],
    ['LOG__LEVEL', { type: 'string' }, 'LOG__LEVEL | the name LOG__LEVEL beside LOG_LEVEL'],
    ['NAME_', { type: 'string' }, 'NAME_ | the name "NAME_"'],
    ['lower', { type: 'string' }, 'lower | the name "lower"'],
    [
      'TOKEN',
      { type: 'string', secret: { name: 'x', key: 'y' }, default: 'z' },
      'TOKEN.default | the unknown field default',
    ],
    ['PORT', { type: 'number' }, 'PORT.type | "number"'],
  ])('%s %j', (key, declared, problem) => {
    const config = { [key]: { description: 'A key.', ...declared } } as unknown as ServiceDeclaration['config'];
    expect(problemsOf(service('a', { config }))).toEqual([`${inA}config.${problem}`]);
  });

  test('an invalid regular expression', () => {
    const config = { NAME: { type: 'string', pattern: '(', description: 'A key.' } } as const;
    expect(problemsOf(service('a', { config }))).toEqual([
      expect.stringMatching(/^services\/a\/service\.ts: config\.NAME\.pattern \| \( with Invalid regular expression/),
    ]);
  });

  test('two keys that are one among the values of a chart', () => {
    const key = { type: 'string', description: 'A key.' } as const;
    expect(problemsOf(service('a', { config: { FOO_BAR: key, FOO__BAR: key, FOO_1: key, FOO1: key } }))).toEqual([
      `${inA}config.FOO1 | the name FOO1 beside FOO_1`,
      `${inA}config.FOO__BAR | the name FOO__BAR beside FOO_BAR`,
    ]);
  });

  test('a key that reads as the file of another', () => {
    const key = { type: 'string', description: 'A key.' } as const;
    expect(problemsOf(service('a', { config: { CERT: key, CERT_FILE: key } }))).toEqual([
      `${inA}config.CERT_FILE | the name CERT_FILE beside CERT`,
    ]);
    expect(problemsOf(service('a', { config: { CERT_FILE: key } }))).toEqual([]);
  });
});

describe('schedules', () => {
  const scheduled = (schedule: string): string[] =>
    problemsOf(service('a', { jobs: { sweep: { description: 'Sweep.', schedule, args: [] } } }));

  test.each(['* * * * *', '*/5 0-6 1,15 JAN-mar mon', '59 23 31 12 6', '00 03 01 Jan-12/2 1-Fri', '*/60 */24 * * 0/7'])(
    '%s is accepted',
    (schedule) => {
      expect(scheduled(schedule)).toEqual([]);
    },
  );

  test.each([
    ['* * * *', 'not five fields with single spaces between them'],
    ['0  3 * * *', 'not five fields with single spaces between them'],
    [' 0 3 * * *', 'not five fields with single spaces between them'],
    ['60 * * * *', 'the minute is wrong'],
    ['* 24 * * *', 'the hour is wrong'],
    ['* * 0 * *', 'the day of month is wrong'],
    ['* * * 13 *', 'the month is wrong'],
    ['* * * * 7', 'the day of week is wrong'],
    ['5-1 * * * *', 'the minute is wrong'],
    ['* * * mar-1 *', 'the month is wrong'],
    ['1-2-3 * * * *', 'the minute is wrong'],
    ['* * *-3 * *', 'the day of month is wrong'],
    ['* * * * mun', 'the day of week is wrong'],
    ['*/0 * * * *', 'the minute is wrong'],
    ['often', 'not five fields with single spaces between them'],
  ])('%j is refused', (schedule, wrong) => {
    expect(scheduled(schedule)).toEqual([`${inA}jobs.sweep.schedule | ${JSON.stringify(schedule)}: ${wrong}`]);
  });
});

describe('plain JSON', () => {
  test('an unknown field is told, and the other rules are checked all the same', () => {
    const wrong = { ...service('a', { calls: { x: ['find'] } }), publish: {}, http: { ...http([]), ports: 1 } };
    expect(problemsOf(wrong)).toEqual([
      `${inA}calls.x | the unknown service x`,
      `${inA}http.ports | the unknown field ports`,
      `${inA}publish | the unknown field publish`,
    ]);
  });

  test('the schema that editors go by may be named', () => {
    expect(problemsOf({ $schema: '../../deploy/service-declaration.schema.json', ...service('a') })).toEqual([]);
  });

  test('what cannot be read is told, and no call to it is called unknown', () => {
    const broken = { name: 'b', description: 'Broken.', http: 'yes' };
    expect(problemsOf(broken, service('a', { calls: { b: ['find'], c: ['find'] } }))).toEqual([
      `${inA}calls.c | the unknown service c`,
      'services/b/service.ts | no field calls',
      'services/b/service.ts | no field config',
      'services/b/service.ts | no field publishes',
      'services/b/service.ts | no field subscribes',
      'services/b/service.ts: http | "yes"',
    ]);
  });

  test('what can be read beside a wrong field is checked all the same', () => {
    const wrong = {
      ...service('a', {
        calls: { x: ['find'], b: 'find' } as never,
        config: {
          LIMIT: { type: 'integer', minimum: 1, maximum: 2, description: 'Lacks a default.' } as never,
          NAME: { type: 'string', pattern: '.', description: 'A name.' },
        },
        jobs: { sweep: { description: '', schedule: 'often', args: [] } },
        subscribes: { 'b.v1.x.y': { version: 1 } },
      }),
      http: { port: '3000', adminPort: 9090, routes: [{ method: 'get', path: '/internal/x', access: 'public' }] },
    };
    const broken = { ...service('b'), publishes: undefined };
    expect(problemsOf(wrong, broken, service('c', { calls: { a: ['find'] } }))).toEqual([
      `${inA}calls.b | "find"`,
      `${inA}calls.x | the unknown service x`,
      `${inA}config.LIMIT | no field default`,
      `${inA}config.NAME.pattern | . with .`,
      `${inA}http.port | "3000"`,
      `${inA}http.routes[0].method | "get"`,
      `${inA}http.routes[0].path | /internal/x`,
      `${inA}jobs.sweep.description | ""`,
      `${inA}jobs.sweep.schedule | "often": not five fields with single spaces between them`,
      'services/b/service.ts | no field publishes',
    ]);
  });

  test.each([[null], ['orders'], [[]], [{}]])('%j is no declaration', (wrong) => {
    expect(problemsOf(wrong).length).toBeGreaterThan(0);
  });
});

describe('texts', () => {
  const described = (description: string): string[] => problemsOf(service('a', { description }));

  test('a description has lines and tabs, and no other control characters', () => {
    expect(described('Two lines,\n\tone of them indented: "é", 😀.')).toEqual([]);
    expect(described('A bell \u0007.')).toEqual([`${inA}description | "A bell \\u0007."`]);
    expect(described('\u0085')).toEqual([`${inA}description | "\\u0085"`]);
    expect(described('\u2028\ufeff')).toEqual([
      expect.stringMatching(/^services\/a\/service\.ts: description \| "\\u2028\\ufeff", with a character that YAML /),
    ]);
    const config = { NAME: { type: 'string', description: 'Ends\r\n' } } as const;
    expect(problemsOf(service('a', { config }))).toEqual([`${inA}config.NAME.description | "Ends\\r\\n"`]);
  });

  test('a choice stands in one line', () => {
    const config = { MODE: { type: 'enum', values: ['a b', 'c\nd'], default: 'a b', description: 'A mode.' } } as const;
    expect(problemsOf(service('a', { config }))).toEqual([`${inA}config.MODE.values[1] | "c\\nd"`]);
  });
});

describe('what is no data', () => {
  const circular: Record<string, unknown> = { port: 3000, adminPort: 9090, routes: [] };
  circular.extra = circular;

  test.each([
    ['a bigint', { http: { port: 3000n, adminPort: 9090, routes: [] } }, 'http.port | 3000n, a bigint'],
    ['NaN', { http: { port: Number.NaN, adminPort: 9090, routes: [] } }, 'http.port | NaN'],
    ['a function', { config: () => ({}) }, 'config | a function'],
    ['a symbol', { description: Symbol('x') }, 'description | a symbol'],
    ['a Map', { config: new Map([['NAME', { type: 'string' }]]) }, 'config | a Map'],
    [
      'a Date',
      { config: { DAY: { type: 'string', default: new Date(0), description: 'A day.' } } },
      'config.DAY.default | a Date',
    ],
    ['a circle', { http: circular }, 'http.extra | the unknown field extra'],
    ['a circle in a list', { calls: { b: [circular] } }, 'calls.b[0] | an object that contains itself'],
    [
      'half of a surrogate pair',
      { config: { NAME: { type: 'string', default: '\ud800', description: 'A name.' } } },
      'config.NAME.default | "\\ud800", with half of a surrogate pair',
    ],
  ])('%s is told', (_, own, problem) => {
    expect(problemsOf({ ...service('a'), ...own })).toContain(`${inA}${problem}`);
  });
});

test('a name that YAML cannot hold is told, whatever else is declared', () => {
  const handles = { act: { version: 1, schema: 'Act', description: 'Act.' } };
  for (const name of ['letters\u007f', '\ud800']) {
    expect(problemsOf(service(name, { handles })).join()).toContain('name | ');
  }
});

test('the error lists every problem with place, found, expected and fix', () => {
  const declarations = [service('a', { calls: { b: ['lose'] } }), service('b', { http: http(['find']) })];
  expect(() => topologyOf(declarations)).toThrow(
    [
      '1 problem in the service declarations',
      '',
      '  services/a/service.ts: calls.b[0]',
      '    found:    the unknown operation lose',
      '    expected: an operation of b: find',
      '    fix:      correct the name or add lose to services/b/service.ts: http.operations',
    ].join('\n'),
  );
});

test('a service that is not there may be declared elsewhere, and then is to be given', () => {
  const alone = service('a', { calls: { b: ['find'] }, subscribes: { 'b.v1.x.y': { version: 1 } } });
  expect(() => topologyOf([alone])).toThrow(
    [
      '    expected: another service, but there is none in the topology',
      '    fix:      correct the name, declare the service in services/b/service.ts, or give `topologyOf` its declaration where that stands elsewhere',
    ].join('\n'),
  );
  expect(() => topologyOf([alone])).toThrow(
    /subscribes.+\n.+nobody publishes\n.+\n.+give `topologyOf` its declaration/,
  );
});
