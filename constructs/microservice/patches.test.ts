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
