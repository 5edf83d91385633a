import { App } from 'cdk8s';
import { HelmChart, ValuesRefused } from '../helm';
import { Microservice } from '../microservice';
import { chartRenderer, fieldOf } from '.';

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
