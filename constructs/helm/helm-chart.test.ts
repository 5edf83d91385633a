import { ApiObject, App } from 'cdk8s';
import { Microservice } from '../microservice';
import { catalog } from '../microservice/test-fleet';
import { chartRenderer, fieldOf } from '../testing';
import { chartFiles } from './chart-files';
import { compileChart } from './compile';
import { HelmChart, type HelmChartProps } from './helm-chart';
import { parseValues } from './values-file';

const chartOf = (version: string, appVersion = '1.0') =>
  new HelmChart(new App(), 'catalog', { version, appVersion, description: 'Of a test.', source: 'a test' });

test.each(['1.0.0', '0.0.0', '10.20.30', '1.0.0-rc.1', '1.0.0-0a.x-y', '1.0.0-1.2', '1.0.0+git.0a1', '1.0.0-a+b'])(
  'a chart may have the version %s',
  (version) => {
    expect(chartOf(version).props.version).toBe(version);
  },
);

test.each(['', 'x1', '1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0-01', '1.0.0+', '1.0.0 ', '1.0.0\n', '1.0.0.0'])(
  'a chart may not have the version %j',
  (version) => {
    expect(() => chartOf(version)).toThrow(
      `chart catalog: found version "${version}", expected a semantic version in full`,
    );
  },
);

test('a version with build metadata, or a long one, makes a label that the API server takes', () => {
  const label = (version: string) => {
    const chart = chartOf(version);
    new Microservice(chart, 'catalog', { declaration: catalog });
    return fieldOf(chartRenderer(chart)().one('Deployment'), '/metadata/labels/helm.sh~1chart');
  };
  expect(label('0.1.0+git.abc')).toBe('catalog-0.1.0_git.abc');
  expect(label(`0.1.0-${'a'.repeat(48)}.b`)).toBe(`catalog-0.1.0-${'a'.repeat(48)}`);
});

test.each(['1.0+git.abc', '', '-1', 'v1.', 'a'.repeat(64)])(
  'a version of the application that is no image tag is refused: %j',
  (appVersion) => {
    expect(() => chartOf('1.0.0', appVersion)).toThrow(`found appVersion "${appVersion}", expected an image tag`);
  },
);

const props: HelmChartProps = { version: '1.0.0', appVersion: '1.0', description: 'Of a test.', source: 'a test' };

test('what no file of the chart can hold is refused, each text with its place', () => {
  const wrong = {
    ...props,
    description: 'a\rb',
    source: 'x.ts\ny',
    keywords: ['fine', 'a\u2028b'],
    maintainers: [{ name: '\ud800' }],
    annotations: { 'artifacthub.io/changes': '- one\n- two\n', note: 'a\u0085' },
  };
  expect(() => new HelmChart(new App(), 'catalog', wrong)).toThrow(
    new RegExp(
      ['description "a', 'keywords\\.1 "a', 'maintainers\\.0\\.name "', 'annotations\\.note "a', 'source "x\\.ts']
        .map((text) => `chart catalog: found ${text}[^\\n]*, expected [^\\n]*; [^\\n]*`)
        .join('\n'),
    ),
  );
});

test('a description of two lines stands in one line of comments and tables', () => {
  const app = new App();
  const description = 'One.\nb: 1';
  const subchart = new HelmChart(app, 'part', { ...props, description });
  const files = chartFiles(compileChart(new HelmChart(app, 'whole', { ...props, description, subcharts: [subchart] })));
  expect(parseValues(files.get('values.yaml') as string, 'values.yaml')).toEqual({
    extraManifests: [],
    part: { enabled: true },
  });
  expect(parseValues(files.get('Chart.yaml') as string, 'Chart.yaml')).toMatchObject({ description });
  expect(files.get('README.md')).toContain('| `part.enabled` | One. b: 1 |');
});

test.each(['>=1.29.0-0', '>= 1.29.0, < 2', '~1.29 || ^1.30.1-0', '1.29 - 1.31', '1.x', '*', '!=1.30.0 >1.28'])(
  'a chart may be for the versions %s of Kubernetes',
  (kubeVersion) => {
    expect(new HelmChart(new App(), 'catalog', { ...props, kubeVersion }).props.kubeVersion).toBe(kubeVersion);
  },
);

test.each(['latest', '', '1.29.0 or later', '>=1.29.0-0\n', '>>1'])('%j is no range of versions', (kubeVersion) => {
  expect(() => new HelmChart(new App(), 'catalog', { ...props, kubeVersion })).toThrow(
    `chart catalog: found kubeVersion "${kubeVersion}", expected a range of semantic versions`,
  );
});

test('two charts of one name below another, and values under the name of one, are refused', () => {
  const app = new App();
  const part = new HelmChart(app, 'part', props);
  expect(() => new HelmChart(app, 'whole', { ...props, subcharts: [part, part] })).toThrow(
    'chart whole: found two subcharts "part", expected each once; remove or rename one of them',
  );
  const other = new HelmChart(app, 'other', { ...props, subcharts: [part] });
  other.values.at('part').string('a', { default: '', description: 'A.' });
  expect(() => compileChart(other)).toThrow('value part: found a value under the name of a subchart');
});

test('what the objects are part of is a value of a label', () => {
  const declaration = catalog;
  const chart = new HelmChart(new App(), 'catalog', props);
  expect(() => new Microservice(chart, 'catalog', { declaration, partOf: 'My Shop' })).toThrow(
    'chart catalog: catalog: found partOf "My Shop", expected the value of a label',
  );
});

test('a service is told where it is given something else than values or a topology', () => {
  const make = (wrong: object) => () =>
    new Microservice(new HelmChart(new App(), 'catalog', props), 'catalog', { declaration: catalog, ...wrong });
  expect(make({ values: {} })).toThrow('catalog/catalog: found values that are none of a chart, expected some');
  expect(make({ topology: {} })).toThrow('catalog/catalog: found a topology that is none, expected one');
});

test('two objects of one kind and name in a chart of one service are refused, both named', () => {
  const chart = new HelmChart(new App(), 'catalog', props);
  new Microservice(chart, 'catalog', { declaration: catalog });
  new ApiObject(chart, 'another', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'catalog' } });
  expect(() => chartFiles(compileChart(chart))).toThrow(
    'chart catalog: Service catalog: found it twice, at catalog/catalog/service/Resource and at catalog/another, expected ' +
      'each object once; rename one of the services or objects',
  );
});

test('an umbrella chart that is named like a chart below it is refused', () => {
  const app = new App();
  const subcharts = [new HelmChart(app, 'letters', props)];
  expect(() => new HelmChart(app, 'letters', { ...props, subcharts })).toThrow(
    'chart letters: found the name "letters", which another chart or construct beside it has, expected one that is not ' +
      'taken; an umbrella chart, too, is named unlike all charts below it: rename it',
  );
});
