import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { differences, type Fleet, readFolder } from '../fleet';
import { HelmChart } from '../helm';
import { runFleet } from './run';

let root: string;
let fleet: Fleet;
let told: { out: string; err: string };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flotilla-synth-'));
  fleet = {
    name: 'farm',
    declarations: [],
    environments: [{ name: 'spring', namespace: 'farm', values: {} }],
    output: join(root, 'deploy'),
    valuesType: { file: join(root, 'values.ts'), name: 'FarmValues' },
    chart: (app) => {
      const props = { version: '1.0.0', appVersion: '1', description: 'A chart.', source: 'charts.ts' };
      const chart = new HelmChart(app, 'farm', props);
      const cows = chart.values.string('cows', { default: 'two', description: 'How many.' });
      new ApiObject(chart, 'herd', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'herd' }, data: { cows } });
      return chart;
    },
  };
  told = { out: '', err: '' };
  for (const stream of ['out', 'err'] as const) {
    jest.spyOn(process[`std${stream}`], 'write').mockImplementation((text) => {
      told[stream] += text;
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const synth = (...argv: readonly string[]): number => runFleet(fleet, ['synth', ...argv]);

test('what was generated is checked without a word', () => {
  expect(synth()).toBe(0);
  expect(readFileSync(join(root, 'values.ts'), 'utf8')).toContain('export type FarmValues');
  told = { out: '', err: '' };
  expect(synth('--check')).toBe(0);
  expect(told).toEqual({ out: '', err: '' });
});

test('a check tells every file that would change, also the one of types, and changes nothing', () => {
  synth();
  const file = (path: string): string => join(root, 'deploy', path);
  writeFileSync(file('farm/Chart.yaml'), 'changed');
  rmSync(file('topology.md'));
  writeFileSync(file('left-over.yaml'), '');
  mkdirSync(file('empty'));
  writeFileSync(join(root, 'values.ts'), 'changed');
  const before = readFolder(root);
  told = { out: '', err: '' };
  expect(synth('--check')).toBe(1);
  expect(told.out).toBe('');
  expect(told.err).toMatch(/^5 generated file\(s\) differ from what is declared; run `synth` and commit:\n/);
  const [, ...listed] = told.err.trimEnd().split('\n');
  const expected = ['empty', 'farm/Chart.yaml', 'left-over.yaml', 'topology.md'].map(file);
  expect(listed).toEqual([...expected, join(root, 'values.ts')].map((path) => `  ${path}`));
  expect(differences(root, before)).toEqual(['deploy/empty']);
  expect(synth()).toBe(0);
  expect(synth('--check')).toBe(0);
});

test('a check of what was never generated writes nothing', () => {
  expect(synth('--check')).toBe(1);
  expect(told.err).toContain(join(root, 'values.ts'));
  expect(readdirSync(root)).toEqual([]);
});

test('a check leaves alone what a killed run has left', () => {
  synth();
  mkdirSync(join(root, '.deploy.next'));
  expect(synth('--check')).toBe(0);
  expect(readdirSync(root)).toContain('.deploy.next');
});
