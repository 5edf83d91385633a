import { expressionOf } from '../template';
import { topologyOf } from '../topology';
import type { ObjectPatch } from './patches';
import { catalog, cellar, render, serviceChart } from './test-fleet';

const patched = (...patches: ObjectPatch[]) => render(serviceChart(catalog, { patches }));
const patch = (kind: string, id?: string): ObjectPatch => ({
  kind,
  ...(id === undefined ? {} : { id }),
  operations: [{ op: 'add', path: '/spec/patched', value: true }],
});

test('the only object of a kind needs no id', () => {
  expect(patched(patch('Deployment')).one('Deployment').spec).toHaveProperty('patched', true);
});

test('of several, a patch without id is refused with the ids that there are, and each of them is taken', () => {
  expect(() => patched(patch('Service'))).toThrow(
    '[catalog/catalog] patch of Service: found 2 such objects, expected one. Give the id "service" or "admin-service".',
  );
  for (const [id, name, other] of [
    ['service', 'eu-catalog', 'eu-catalog-admin'],
    ['admin-service', 'eu-catalog-admin', 'eu-catalog'],
  ] as const) {
    const objects = patched(patch('Service', id));
    expect(objects.one('Service', name).spec).toHaveProperty('patched', true);
    expect(objects.one('Service', other).spec).not.toHaveProperty('patched');
  }
});

test('an id that misses is refused with those of the kind, a kind that misses with the kinds', () => {
  expect(() => patched(patch('Service', 'admin'), patch('Servce'))).toThrow(
    /patch of Service "admin": found 0 such objects, expected one\. Give the id "service" or "admin-service"\.\n.*patch of Servce: found 0 such objects, expected one\. There are .*, Service, /,
  );
});

test('the id of an object is told from a service of the same name', () => {
  const declaration = { ...cellar, name: 'service' };
  const chart = serviceChart(declaration, {
    topology: topologyOf([declaration]),
    patches: [patch('Service', 'service')],
  });
  expect(render(chart).one('Service', 'eu-service').spec).toHaveProperty('patched', true);
});

test('a test of a map does not look at the order of its keys', () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const tested = (value: object): ObjectPatch => ({
    kind: 'Deployment',
    operations: [{ op: 'test', path: '/spec/strategy', value: value as never }],
  });
  expect(patched(tested(strategy)).one('Deployment').spec).toMatchObject({ strategy });
  expect(() => patched(tested({ ...strategy, type: 'Recreate' }))).toThrow('patch test /spec/strategy: found {');
});

test.each([
  [{ op: 'replce', path: '/spec/replicas', value: 1 }, 'found "replce", expected one of add, replace, remove, test'],
  [{ op: 'copy', path: '/spec/copy', from: '/spec' }, 'found "copy", expected one of add'],
  [{ op: 'add', path: '/spec/x' }, 'found no value, expected one'],
])('an operation that is none, as JavaScript allows, is refused: %j', (operation, problem) => {
  expect(() => patched({ kind: 'Deployment', operations: [operation as never] })).toThrow(
    `catalog/catalog/deployment/Resource: patch ${operation.op} ${operation.path}: ${problem}`,
  );
});

describe('what TypeScript would not let pass is refused with its place', () => {
  const circle: Record<string, unknown> = {};
  circle.again = circle;

  test.each([
    ['a function', { a: [() => 1] }, 'value.a.0: found a function'],
    ['a bigint', 1n, 'value: found the bigint 1n'],
    ['a date', { at: new Date(0) }, 'value.at: found a Date'],
    ['a number that is none', Number.NaN, 'value: found NaN'],
    ['a map that holds itself', circle, 'value.again: found a map or list that holds itself'],
  ])('%s as a value', (_, value, problem) => {
    for (const op of ['add', 'test'] as const) {
      expect(() =>
        patched({ kind: 'Deployment', operations: [{ op, path: '/spec/replicas', value: value as never }] }),
      ).toThrow(`catalog/catalog/deployment/Resource: patch ${op} /spec/replicas: ${problem}, expected plain data`);
    }
  });

  test.each([
    ['no list', { kind: 'Deployment' }, 'patches: found a map, expected a list of patches'],
    ['a list of something else', ['Deployment'], 'patches: found a string in them, expected a list of patches'],
    [
      'no operations',
      [{ kind: 'Deployment' }],
      'patch of Deployment: found nothing as its operations, expected a list',
    ],
    ['an operation without a path', [{ kind: 'Deployment', operations: [{ op: 'add', value: 1 }] }], 'without a path'],
    ['nothing for an operation', [{ kind: 'Deployment', operations: [null] }], 'found an operation without a path'],
  ])('%s', (_, patches, problem) => {
    expect(() => render(serviceChart(catalog, { patches: patches as never }))).toThrow(problem);
  });
});

test('members that are undefined are left out, and values of the chart are taken', () => {
  const value = { a: undefined, b: expressionOf('text'), c: [1] };
  const operations = [{ op: 'add', path: '/spec/more', value: value as never }] as const;
  expect(patched({ kind: 'Deployment', operations }).one('Deployment').spec).toMatchObject({
    more: { b: 'text', c: [1] },
  });
});

test.each([
  ['remove', '/kind', '/kind'],
  ['replace', '/kind', '/kind'],
  ['add', '/apiVersion', '/apiVersion'],
  ['remove', '/metadata/name', '/metadata/name'],
  ['replace', '/metadata', '/metadata/name'],
] as const)('%s %s is refused, as it would make another object', (op, path, field) => {
  const operation = op === 'remove' ? { op, path } : { op, path, value: 'Other' };
  expect(() => patched({ kind: 'Deployment', operations: [operation] })).toThrow(
    `patch ${op} ${path}: found a change of ${field}, expected the object to stay what it is`,
  );
});

test.each(['', ' 0', '00', '-0', '+0', '1e0', '0.5', '0x0', '-', '9'])(
  'what is no index of an item that is there, is refused: %j',
  (index) => {
    const path = `/spec/template/spec/containers/${index}`;
    for (const operation of [
      { op: 'replace', path, value: {} },
      { op: 'remove', path },
      { op: 'test', path, value: {} },
    ]) {
      expect(() => patched({ kind: 'Deployment', operations: [operation as never] })).toThrow(
        `patch ${operation.op} ${path}: found nothing there, expected a path that exists`,
      );
    }
  },
);

test('an item of a list is replaced at its index', () => {
  const path = '/spec/template/spec/containers/0/name';
  const { spec } = patched({ kind: 'Deployment', operations: [{ op: 'replace', path, value: 'other' }] }).one(
    'Deployment',
  );
  expect(spec).toMatchObject({ template: { spec: { containers: [{ name: 'other' }] } } });
});
