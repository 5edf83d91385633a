import { ApiObject, App } from 'cdk8s';
import { Edits } from '../synth';
import type { JsonObject, Template } from '../template';
import { anyObject, type Values } from '../values';
import { type CompiledChart, compileChart } from './compile';
import { HelmChart } from './helm-chart';
import { coalesceValues, mergeFiles, prepareChart } from './merge';

function chart(
  app: App,
  name: string,
  fields: (values: Values) => Record<string, Template>,
  subcharts: HelmChart[] = [],
): HelmChart {
  const made = new HelmChart(app, name, {
    version: '1.0.0',
    appVersion: '1',
    description: name,
    source: name,
    subcharts,
  });
  const object = new ApiObject(made, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });
  for (const [key, value] of Object.entries(fields(made.values))) Edits.of(object).set(`/${key}`, value);
  return made;
}

function umbrella(): CompiledChart {
  const app = new App();
  const child = chart(app, 'child', (values) => ({
    size: values.integer('size', { default: 1, minimum: 0, maximum: 9, description: 'Size.' }),
    map: values.map('map', { default: { a: 1, b: { c: 2 } }, schema: anyObject, description: 'Map.' }).fill(),
    shared: values.global.string('shared', { default: 'd', description: 'Shared.' }),
    z: 1,
  }));
  return compileChart(chart(app, 'parent', () => ({ z: 1 }), [child]));
}

function coalesced(values: JsonObject): JsonObject {
  const compiled = umbrella();
  return coalesceValues(prepareChart(compiled, values), values);
}

test('later files win, maps are merged, lists and scalars replaced', () => {
  expect(
    mergeFiles([
      { a: { b: 1, c: [1, 2] }, d: 1 },
      { a: { c: [3] }, d: { e: 1 } },
    ]),
  ).toEqual({
    a: { b: 1, c: [3] },
    d: { e: 1 },
  });
});

test('a subchart gets its defaults, what the parent says, and the globals', () => {
  expect(coalesced({ child: { map: { b: { c: 3 } } }, global: { shared: 's' } }).child).toEqual({
    size: 1,
    map: { a: 1, b: { c: 3 } },
    global: { shared: 's' },
    enabled: true,
    extraManifests: [],
  });
});

test('null removes a default, also deep inside a map and below an umbrella', () => {
  expect((coalesced({ child: { map: { a: null, b: { c: null } } } }).child as JsonObject).map).toEqual({ b: {} });
  expect(coalesced({ child: { size: null } }).child).not.toHaveProperty('size');
});

test('a subchart that is switched off gets nothing', () => {
  const compiled = umbrella();
  expect(prepareChart(compiled, { child: { enabled: false } }).subcharts).toEqual([]);
});

test('one object used for two values is merged into only once', () => {
  const shared = { a: 5 };
  const values = { child: { map: shared }, other: shared };
  expect((coalesced(values).other as JsonObject) ?? {}).toEqual({ a: 5 });
});

test('a key named __proto__ is a key like any other', () => {
  const values = JSON.parse('{"child":{"map":{"__proto__":{"x":1}}}}') as JsonObject;
  expect(JSON.stringify((coalesced(values).child as JsonObject).map)).toBe('{"__proto__":{"x":1},"a":1,"b":{"c":2}}');
});
