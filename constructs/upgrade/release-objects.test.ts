import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRelease } from './release-objects';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-release-'));
  mkdirSync(join(folder, 'below'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const object = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const namesIn = (path: string): unknown[] =>
  readRelease(path).map(({ metadata }) => (metadata as { name: string }).name);
const write = (file: string, ...documents: unknown[]): void =>
  writeFileSync(join(folder, file), documents.map((document) => `${JSON.stringify(document)}\n`).join('---\n'));

test('a folder is read with all that is below it, whether YAML or JSON, and no other file', () => {
  write('a.yaml', object('a'), null, object('b'));
  write('below/c.yml', object('c'));
  write('below/d.json', object('d'));
  writeFileSync(join(folder, 'notes.txt'), 'not: an object');
  expect(namesIn(folder)).toEqual(['a', 'b', 'c', 'd']);
  expect(namesIn(join(folder, 'below/d.json'))).toEqual(['d']);
});

test('a list is its items', () => {
  write('list.yaml', { apiVersion: 'v1', kind: 'List', items: [object('a'), object('b')] });
  write('maps.yaml', { apiVersion: 'v1', kind: 'ConfigMapList', items: [object('c')] });
  expect(namesIn(folder)).toEqual(['a', 'b', 'c']);
  write('list.yaml', { apiVersion: 'v1', kind: 'List', items: [object('a'), {}] });
  expect(() => readRelease(folder)).toThrow('list.yaml: found a document without kind and metadata.name');
});

test('where there is nothing to compare, that is told', () => {
  expect(() => readRelease(join(folder, 'none'))).toThrow('none: found nothing, expected manifests or a Helm chart');
  expect(() => readRelease(folder)).toThrow('found no .yaml or .json file');
  write('empty.yaml', null);
  expect(() => readRelease(folder)).toThrow('found no object');
});
