import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contextFiles, copiedPaths } from './context-files';
import { contentHash, imageSources } from './image-source';

const root = resolve(__dirname, '../..');

test('only what comes from the build context counts as copied', () => {
  const dockerfile =
    'FROM a\nCOPY package.json package-lock.json ./\nCOPY --chown=1:1 src src\nCOPY --from=build /app/dist ./\n';
  expect(copiedPaths(dockerfile)).toEqual(['package.json', 'package-lock.json', 'src']);
});

test('every path that a Dockerfile copies exists, and tests stay outside', () => {
  for (const { dockerfile } of imageSources(root)) {
    const copied = copiedPaths(readFileSync(join(root, dockerfile), 'utf8'));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const files = contextFiles(root, dockerfile);
    expect(files).toContain('package-lock.json');
    expect(files.filter((file) => file.endsWith('.test.ts'))).toEqual([]);
  }
});

test('the tag of an image follows its content and its build arguments, and nothing else', () => {
  const [source] = imageSources(root);
  const plain = contentHash(root, source!, []);
  expect(plain).toMatch(/^[0-9a-f]{12}$/);
  expect(contentHash(root, source!, [])).toBe(plain);
  expect(contentHash(root, source!, ['--build-arg', 'NODE_IMAGE=other'])).not.toBe(plain);
  expect(new Set(imageSources(root).map((each) => contentHash(root, each, []))).size).toBe(imageSources(root).length);
});
