import { ApiObject, App, Chart } from 'cdk8s';
import { Given } from '../template';
import { Edits } from './edits';
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

test('a chart is validated once, and all problems are told', () => {
  const { chart, object: thing } = object();
  thing.node.addValidation({ validate: () => ['first', 'second'] });
  expect(() => synthesize(chart)).toThrow('chart chart: 2 problem(s)\n  [chart/object] first\n  [chart/object] second');
});
