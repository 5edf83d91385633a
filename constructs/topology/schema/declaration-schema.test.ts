import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { library, service } from '../testing/declarations';
import { declarationSchema } from './declaration-schema';

const validate = new Ajv({ strict: true, strictRequired: false }).compile(declarationSchema);

test.each(library.map((declaration) => [declaration.name, declaration] as const))('%s is valid', (_, declaration) => {
  expect(validate(JSON.parse(JSON.stringify(declaration)))).toBe(true);
});

test('a declaration with every field is valid', () => {
  const everything = service('a', {
    $schema: '../../deploy/service-declaration.schema.json',
    http: {
      port: 3000,
      adminPort: 9090,
      routes: [
        { method: 'GET', path: '/a/{id}', access: { roles: ['admin'] }, limit: 'order', stream: true },
        { method: 'POST', path: '/.well-known/a.json', access: 'user' },
        { method: 'GET', path: '/', access: 'public' },
      ],
      operations: { find: { method: 'GET', path: '/internal/find', description: 'Find.', safe: true } },
      version: 2,
    },
    database: { migrations: true, poolMax: 3 },
    config: {
      NAME: { type: 'string', default: 'a', pattern: '[a-z]', description: 'A name.' },
      LIMIT: { type: 'integer', minimum: 1, maximum: 2, default: 1, unit: 'ms', description: 'A limit.' },
      FLAG: { type: 'boolean', default: false, description: 'A flag.' },
      MODE: { type: 'enum', values: ['a'], default: 'a', description: 'A mode.' },
      TOKEN: { type: 'string', secret: { name: 'keys', key: 'a.b' }, optional: true, description: 'A token.' },
    },
    calls: {
      b: ['find'],
      c: {
        operations: ['find'],
        timeoutMs: 1,
        retries: 0,
        retryBudget: 0.5,
        breaker: { consecutiveFailures: 1, openMs: 1 },
        bulkhead: 1,
      },
    },
    forwards: { b: { timeoutMs: 1 } },
    publishes: { 'a.v1.x.y': { version: 1, schema: 'Y', description: 'Y.' } },
    subscribes: { 'b.v1.x.y': { version: 1, purpose: 'view' } },
    handles: { act: { version: 1, schema: 'Act', description: 'Act.' } },
    sends: { b: ['act'] },
    jobs: { sweep: { description: 'Sweep.', schedule: '* * * * *', args: ['--all'] } },
    rbac: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: ['a'] }],
    enforce: 'log',
  });
  validate(everything);
  expect(validate.errors).toBeNull();
});

test.each([
  ['a field too many', { more: 1 }],
  ['a name that is no label', { name: 'A' }],
  ['an empty description', { description: '' }],
  ['a port as text', { http: { port: '3000', adminPort: 9090, routes: [] } }],
  [
    'an unknown method',
    { http: { port: 3000, adminPort: 9090, routes: [{ method: 'get', path: '/a', access: 'user' }] } },
  ],
  [
    'a path with a query',
    { http: { port: 1024, adminPort: 9090, routes: [{ method: 'GET', path: '/a?b', access: 'user' }] } },
  ],
  [
    'access for no role',
    { http: { port: 1024, adminPort: 9090, routes: [{ method: 'GET', path: '/a', access: { roles: [] } }] } },
  ],
  ['a call of text', { calls: { b: 'find' } }],
  ['a call without operations', { calls: { b: { timeoutMs: 1 } } }],
  ['a budget above one', { calls: { b: { operations: ['find'], retryBudget: 2 } } }],
  ['half a breaker', { forwards: { b: { breaker: { openMs: 1 } } } }],
  ['a subject without version', { publishes: { 'a.x.y': { version: 1, schema: 'Y', description: 'Y.' } } }],
  ['an event without schema', { publishes: { 'a.v1.x.y': { version: 1, description: 'Y.' } } }],
  ['a version of zero', { subscribes: { 'b.v1.x.y': { version: 0 } } }],
  ['an integer key without bounds', { config: { LIMIT: { type: 'integer', description: 'A limit.' } } }],
  [
    'a secret with a default',
    { config: { T: { type: 'string', secret: { name: 'a', key: 'b' }, default: 'x', description: 'T.' } } },
  ],
  ['a secret of a number', { config: { T: { type: 'integer', secret: { name: 'a', key: 'b' }, description: 'T.' } } }],
  ['an unknown enforcement', { enforce: 'maybe' }],
])('%s is invalid', (_, wrong) => {
  expect(validate({ ...service('a'), ...wrong })).toBe(false);
});

test('every field of every interface has a schema', () => {
  const source = readFileSync(join(__dirname, '..', '..', 'declaration', 'service-declaration.ts'), 'utf8');
  const declared = new Set([...source.matchAll(/^ {2,4}readonly (\w+)\??:/gm)].map(([, name]) => name));
  const described = new Set<string>();
  const collect = (schema: unknown): void => {
    if (Array.isArray(schema)) {
      schema.forEach(collect);
    } else if (typeof schema === 'object' && schema !== null) {
      for (const name of Object.keys((schema as { properties?: object }).properties ?? {})) {
        described.add(name);
      }
      Object.values(schema).forEach(collect);
    }
  };
  collect(declarationSchema);
  expect([...declared].filter((name) => !described.has(name as string))).toEqual([]);
  expect(declared.size).toBeGreaterThan(40);
});
