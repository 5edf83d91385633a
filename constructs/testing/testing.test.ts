import { App } from 'cdk8s';
import { HelmChart, ValuesRefused } from '../helm';
import { Microservice } from '../microservice';
import type { Json, JsonObject } from '../template';
import { chartRenderer, fieldOf, RenderedObjects } from '.';

const chart = new HelmChart(new App(), 'letters', {
  version: '1.0.0',
  appVersion: '2.0.0',
  description: 'A test.',
  source: 'a test',
});
new Microservice(chart, 'letters', {
  declaration: {
    name: 'letters',
    description: 'Delivers letters.',
    http: { port: 3000, adminPort: 9090, routes: [] },
    config: {},
    calls: {},
    publishes: {},
    subscribes: {},
  },
});

test('a chart renders as a release that is named like it, or as another one', () => {
  const { name, namespace } = chartRenderer(chart)().one('Deployment').metadata as { name: string; namespace: string };
  expect({ name, namespace }).toEqual({ name: 'letters', namespace: 'default' });
  const objects = chartRenderer(chart, { name: 'blue', namespace: 'post' })();
  expect(fieldOf(objects.one('Deployment', 'blue-letters'), '/metadata/namespace')).toBe('post');
});

test('of several values files the later one wins, and what Helm would refuse is refused', () => {
  const renderChart = chartRenderer(chart);
  const objects = renderChart({ autoscaling: { enabled: false }, replicaCount: 4 }, { replicaCount: 5 });
  expect(fieldOf(objects.one('Deployment'), '/spec/replicas')).toBe(5);
  expect(() => renderChart({ replicaCount: 'five' })).toThrow(ValuesRefused);
});

test('what a test changes of a render is in no other', () => {
  const renderChart = chartRenderer(chart);
  (renderChart().one('Deployment').spec as JsonObject).strategy = 'changed';
  expect(fieldOf(renderChart().one('Deployment'), '/spec/strategy/type')).toBe('RollingUpdate');
  const ports = fieldOf(renderChart().one('Service', 'letters'), '/spec/ports') as Json[];
  ports.pop();
  expect(fieldOf(renderChart().one('Service', 'letters'), '/spec/ports')).not.toEqual([]);
});

test('a member that is undefined is none, and values that are no plain data are told with their path', () => {
  const renderChart = chartRenderer(chart);
  const without = { replicaCount: undefined } as never;
  expect(renderChart(without).canonical()).toEqual(renderChart().canonical());
  expect(() => renderChart(undefined as never)).toThrow('values: found nothing, expected a map of values');
  expect(() => renderChart({ commonLabels: { a: new Date(0) } } as never)).toThrow(
    'values.commonLabels.a: found a Date',
  );
});

test('a kind that the values leave out is not there, and one that the chart has for no values is misspelt', () => {
  const objects = chartRenderer(chart)({ autoscaling: { enabled: false } });
  expect(objects.ofKind('HorizontalPodAutoscaler')).toEqual([]);
  const misspelt = /^found the kind Deploymant, expected one of those that the chart has: .*Deployment, Horizontal/;
  expect(() => objects.ofKind('Deploymant')).toThrow(misspelt);
  expect(() => objects.one('Deploymant')).toThrow(misspelt);
  const extraManifests = [{ apiVersion: 'v1', kind: 'Gnome', metadata: { name: 'grey' } }];
  expect(chartRenderer(chart)({ extraManifests }).ofKind('Gnome')).toHaveLength(1);
});

test('where there is not one object, the message says what there is, and how to choose', () => {
  const objects = chartRenderer(chart)();
  expect(() => objects.one('Deployment', 'parcels')).toThrow(
    /^found 0 objects Deployment\/parcels, expected one; there/,
  );
  expect(() => objects.one('Service')).toThrow(/^found 2 objects Service, expected one; give the name too; there are /);
  expect(() => new RenderedObjects([]).one('Deployment')).toThrow(/^found 0 objects Deployment, expected one; there/);
});

test('a field is found by its JSON Pointer, and where there is none the message says what there is', () => {
  const object = { spec: { ports: [{ 'a/b': 1 }], empty: {} } };
  expect(fieldOf(object, '/spec/ports/0/a~1b')).toBe(1);
  expect(fieldOf(object, '')).toBe(object);
  expect(() => fieldOf(object, '/spec/port')).toThrow(
    'found no "port" at /spec, expected /spec/port; there are ports, empty',
  );
  expect(() => fieldOf(object, '/spec/ports/1')).toThrow(
    'found no "1" at /spec/ports, expected /spec/ports/1; there is a list of 1',
  );
  expect(() => fieldOf(object, '/spec/ports/0/a~1b/c')).toThrow('there is 1');
  expect(() => fieldOf(object, '/spec/empty/x')).toThrow('there are no keys');
  expect(() => fieldOf(object, 'spec')).toThrow('found JSON Pointer "spec", expected one that begins with "/"');
});
