import { ApiObject } from 'cdk8s';
import { HelmChart } from '../helm';
import { Given, not } from '../template';
import type { Environment, Fleet } from './fleet';
import { compileFleet } from './generate';
import { packageFleet } from './package';

/** A fleet of one pod, which runs an image of the values. */
function fleetOf(image: string, environments: readonly Environment[]): Fleet {
  return {
    name: 'farm',
    declarations: [],
    chart: (app) => {
      const props = { version: '1.0.0', appVersion: '1', description: 'A chart.', source: 'charts.ts' };
      const chart = new HelmChart(app, 'farm', props);
      const { values } = chart;
      const given = values.string('image', { default: image, description: 'Image.' });
      values.refuse(not(new Given(['image'])), 'value image: found nothing, expected an image');
      const metadata = { name: 'cow' };
      new ApiObject(chart, 'pod', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: { containers: [{ image: given }] },
      });
      return chart;
    },
    environments,
  };
}

function environment(name: string, image: string): Environment {
  return { name, namespace: name, values: { image } };
}

/** Name, version and purl of the images in the bill of materials. */
function imagesOf(fleet: Fleet): string[] {
  const packages = { metadata: { component: { name: 'x' } } };
  const bom = JSON.parse(String(packageFleet(compileFleet(fleet), packages).get('sbom.cdx.json')));
  return (bom.components as Record<string, string>[])
    .filter(({ type }) => type === 'container')
    .map(({ name, version, purl }) => `${name} ${version} ${purl}`);
}

test('the images of the defaults and of all environments are in the bill of materials, each once', () => {
  const environments = [environment('spring', 'cow:2'), environment('summer', 'cow:3'), environment('fall', 'cow:2')];
  expect(imagesOf(fleetOf('cow:1', environments))).toEqual([
    'cow 1 pkg:docker/cow@1',
    'cow 2 pkg:docker/cow@2',
    'cow 3 pkg:docker/cow@3',
  ]);
});

test('a chart that needs values which only an environment gives is packaged', () => {
  expect(imagesOf(fleetOf('', [environment('spring', 'cow:2')]))).toEqual(['cow 2 pkg:docker/cow@2']);
});

test('values that an environment gives and the chart refuses are told', () => {
  expect(() => imagesOf(fleetOf('cow:1', [environment('spring', '')]))).toThrow('value image: found nothing');
});

test.each([
  ['cow', 'cow latest'],
  ['farm.example:5000/cow', 'farm.example:5000/cow latest'],
  ['farm.example:5000/cow:1', 'farm.example:5000/cow 1'],
  ['cow:1@sha256:0123', 'cow sha256:0123 pkg:docker/cow@sha256%3A0123'],
  ['farm.example:5000/cow@sha256:0123', 'farm.example:5000/cow sha256:0123'],
])('the version of %s is its digest, or else its tag', (image, listed) => {
  expect(imagesOf(fleetOf(image, []))).toEqual([expect.stringContaining(listed)]);
});
