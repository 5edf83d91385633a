import { ApiObject, App } from 'cdk8s';
import { GreaterThan, integerOf } from '../template';
import { compileChart } from './compile';
import { HelmChart } from './helm-chart';
import { renderChart, ValuesRefused } from './render';

const props = { version: '1.0.0', appVersion: '1', description: 'A chart.', source: 'charts.ts' };

/** An umbrella over two charts, each of which refuses a `least` above its `most`. */
function umbrella(): HelmChart {
  const app = new App();
  const subcharts = ['left', 'right'].map((name) => {
    const chart = new HelmChart(app, name, props);
    const integer = (key: string, initial: number) =>
      chart.values.integer(key, { default: initial, minimum: 0, maximum: 9, description: `The ${key}.` });
    const [least, most] = [integer('least', 1), integer('most', 2)];
    chart.values.refuse(new GreaterThan(integerOf(least), integerOf(most)), 'value most: is below least');
    new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'Thing', metadata: { name }, ...{ spec: [least, most] } });
    return chart;
  });
  return new HelmChart(app, 'both', { ...props, subcharts });
}

const compiled = compileChart(umbrella());

function problemsWith(values: Parameters<typeof renderChart>[1]['values']): readonly string[] {
  try {
    renderChart(compiled, { release: { name: 'r', namespace: 'ns' }, values });
    return [];
  } catch (error) {
    if (error instanceof ValuesRefused) return error.problems;
    throw error;
  }
}

test('a chart is not named like the values that all charts share', () => {
  expect(() => new HelmChart(new App(), 'global', props)).toThrow(
    'chart global: found name "global", expected another',
  );
});

test('clashes of the values of several charts are told at once, each with the key of its chart', () => {
  expect(problemsWith([{ left: { least: 3 }, right: { least: 3 } }])).toEqual([
    'value left.most: is below least',
    'value right.most: is below least',
  ]);
});

test('what the schema of one chart refuses does not hide the clashes in another', () => {
  expect(problemsWith([{ left: { least: 'three' }, right: { least: 3 } }])).toEqual([
    'value left.least: found "three", expected a whole number from 0 to 9; change it, or leave it out to have 1',
    'value right.most: is below least',
  ]);
});

test('what the schemas of an umbrella and of a chart below it refuse is told once', () => {
  expect(problemsWith([{ left: { enabled: 'false' } }])).toEqual([
    'value left.enabled: found "false", expected true or false; change it, or leave it out to have true',
  ]);
});
