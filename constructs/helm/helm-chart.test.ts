import { App } from 'cdk8s';
import { HelmChart } from './helm-chart';

const chartOf = (version: string) =>
  new HelmChart(new App(), 'letters', { version, appVersion: '2.0', description: 'A test.', source: 'a test' });

test.each(['1.0.0', '0.0.0', '10.20.30', '1.0.0-rc.1', '1.0.0-0a.x-y', '1.0.0-1.2'])(
  'a chart may have the version %s',
  (version) => {
    expect(chartOf(version).props.version).toBe(version);
  },
);

test.each([
  '',
  'x1',
  '1',
  '1.0',
  'v1.0.0',
  '01.0.0',
  '1.0.0-',
  '1.0.0-01',
  '1.0.0+build',
  '1.0.0 ',
  '1.0.0\n',
  '1.0.0.0',
])('a chart may not have the version %j', (version) => {
  expect(() => chartOf(version)).toThrow(
    `chart letters: found version "${version}", expected a semantic version in full and without build`,
  );
});
