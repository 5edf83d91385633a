import { ApiObject, App, Chart } from 'cdk8s';
import { Given, Printer } from '../template';
import { labels, Values } from '../values';
import { Edits } from './edits';
import { evaluateDocuments } from './plain-chart';
import { synthesize } from './synthesize';

function object(): { chart: Chart; object: ApiObject } {
  const chart = new Chart(new App(), 'chart');
  return {
    chart,
    object: new ApiObject(chart, 'object', {
      apiVersion: 'v1',
      kind: 'Thing',
      metadata: { name: 'x' },
      spec: { list: [{ a: 1 }], map: { b: 2 } },
    }),
  };
}

const body = (chart: Chart): unknown => synthesize(chart)[0]?.body;

test('set makes maps on the way, remove and guard want a path that exists', () => {
  const { chart, object: thing } = object();
  Edits.of(thing).set('/spec/new/deep', 1).remove('/spec/map/b');
  expect(body(chart)).toMatchObject({ spec: { new: { deep: 1 }, map: {} } });

  const missing = object();
  Edits.of(missing.object).remove('/spec/nothing');
  expect(() => body(missing.chart)).toThrow(
    'chart/object: found nothing at /spec/nothing, expected a path that exists',
  );
  const guarded = object();
  Edits.of(guarded.object).guard('/spec/nothing', new Given(['x']));
  expect(() => body(guarded.chart)).toThrow('found nothing at /spec/nothing');
});

test('an edit inside a scalar or with a bad pointer fails with the place', () => {
  const inside = object();
  Edits.of(inside.object).set('/spec/map/b/c', 1);
  expect(() => body(inside.chart)).toThrow('chart/object: found a value on the way to /spec/map/b/c, at "b"');
  const bad = object();
  Edits.of(bad.object).set('spec', 1);
  expect(() => body(bad.chart)).toThrow('found JSON Pointer "spec", expected one that begins with "/"');
});

test('a pointer leads to fields of the object alone', () => {
  for (const pointer of ['/__proto__/polluted', '/spec/__proto__', '/spec/map/constructor/polluted']) {
    const { chart, object: thing } = object();
    Edits.of(thing).guard(pointer, new Given(['x']));
    expect(() => body(chart)).toThrow(
      `chart/object: found ${pointer.includes('proto') ? '__proto__ in' : 'nothing at'}`,
    );
  }
  const { chart, object: thing } = object();
  Edits.of(thing).set('/spec/__proto__/polluted', 1);
  expect(() => body(chart)).toThrow('found __proto__ in /spec/__proto__/polluted, expected names of fields');
  expect({}).not.toHaveProperty('polluted');
});

test('keys come in the order in which people write them', () => {
  const { chart, object: thing } = object();
  Edits.of(thing).set('/spec/map/a', 1).set('/spec/map/name', 'n');
  expect(Object.keys((body(chart) as { spec: { map: object } }).spec.map)).toEqual(['name', 'a', 'b']);
});

test('of several maps that are merged into one, the first that has a key wins, and no key stands twice', () => {
  const { chart, object: thing } = object();
  const values = Values.of(chart);
  for (const name of ['first', 'second', 'third', 'fourth']) {
    Edits.of(thing).mergeMaps('/spec/map', values.map(name, { default: {}, schema: labels, description: 'Labels.' }));
  }
  const documents = synthesize(chart);
  const given = {
    first: { a: '1' },
    second: { a: '2', c: '2' },
    third: { c: '3', d: '3' },
    fourth: { d: '4', e: '4' },
  };
  const scope = {
    values: given,
    release: { name: 'r', namespace: 'n' },
    chart: { name: 'c', version: '1', appVersion: '1' },
  };
  expect(evaluateDocuments(documents, scope)).toMatchObject([
    { spec: { map: { a: '1', b: 2, c: '2', d: '3', e: '4' } } },
  ]);
  expect(Printer.print(documents[0]?.body as never).match(/toYaml/g)).toHaveLength(1);
});

test('a chart is validated once, and all problems are told', () => {
  const { chart, object: thing } = object();
  thing.node.addValidation({ validate: () => ['first', 'second'] });
  expect(() => synthesize(chart)).toThrow('chart chart: 2 problem(s)\n  [chart/object] first\n  [chart/object] second');
});
