import { gunzipSync } from 'node:zlib';
import { chartArchive } from './chart-archive';

/** Names of the entries of an archive: each begins a block of 512 bytes and is followed by its content. */
function entries(archive: Buffer): string[] {
  const tar = gunzipSync(archive);
  const names: string[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    names.push(tar.toString('latin1', at, at + 100).replace(/\0.*$/s, ''));
    at += 512 + Math.ceil(Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8) / 512) * 512;
  }
  return names;
}

test('Chart.yaml comes first, the rest by name, all below a folder named like the chart', () => {
  const files = new Map([
    ['values.yaml', 'x'.repeat(600)],
    ['README.md', ''],
    ['Chart.yaml', 'name: a'],
  ]);
  expect(entries(chartArchive('a', files))).toEqual(['a/Chart.yaml', 'a/README.md', 'a/values.yaml']);
});

test('what .helmignore keeps out is not in the archive', () => {
  const ignored = '# a comment\n*.tgz\n.git/\n/ci/\n/charts/*/ci/\n';
  const kept = ['Chart.yaml', 'charts/ci/Chart.yaml', 'charts/ci/templates/ci/a.yaml', 'templates/tgz'];
  const out = [
    'ci/a-values.yaml',
    'charts/ci/ci/a-values.yaml',
    'charts/b/ci/a-values.yaml',
    'charts/b.tgz',
    'a/.git/b',
  ];
  const files = new Map([['.helmignore', ignored], ...[...kept, ...out].map((path) => [path, ''] as const)]);
  expect(entries(chartArchive('a', files)).sort()).toEqual(['.helmignore', ...kept].map((path) => `a/${path}`).sort());
});

test('a path that the format cannot hold is refused', () => {
  const path = `templates/${'x'.repeat(120)}.yaml`;
  expect(() => chartArchive('a', new Map([[path, '']]))).toThrow(`a/${path}: found a path of`);
});
