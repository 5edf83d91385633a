import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShopCopy } from './shop-copy';

const shop = new ShopCopy();
afterAll(() => shop.remove());

function render(...args: readonly string[]): { exitCode: number | null; stderr: string } {
  const { exitCode, stdout, stderr } = shop.run('npm', 'run', '--silent', 'render', '--', ...args);
  expect(stdout).toBe('');
  return { exitCode, stderr };
}

test('all values that a chart does not admit are told at once', () => {
  const file = join(shop.path, 'wrong.json');
  writeFileSync(file, JSON.stringify({ replicaCount: 'three', image: { tga: '1' }, tolerations: {} }));
  const { exitCode, stderr } = render('orders', '-f', file);
  expect(exitCode).toBe(2);
  for (const problem of [
    'value replicaCount: found "three", expected a whole number from 0 to ',
    'value image.tga: found a key that is not a value of this chart, expected one of digest, ',
    'value tolerations: found {}, expected a list',
  ]) {
    expect(stderr).toContain(problem);
  }
  // Each on a line of its own, with what to do at its end.
  const problems = stderr.split('\n').filter((line) => line.startsWith('  value '));
  expect(problems).toHaveLength(3);
  for (const problem of problems) expect(problem).toMatch(/: found .+, expected .+; (change|correct|give|use) .+/);
});

test.each([
  ['a release name that is too long', ['orders', '--release', 'o'.repeat(54)], 'at most 53 characters'],
  ['a release name that is no DNS label', ['orders', '--release', 'My_Release'], 'release name: found "My_Release"'],
  ['a namespace that is no DNS label', ['orders', '-n', 'Bad NS'], '--namespace: found "Bad NS", expected a DNS label'],
  ['a chart that there is not', ['ordres'], 'found chart "ordres", expected one of shop, platform, users'],
  ['a values file that there is not', ['orders', '-f', 'nowhere.yaml'], '--values nowhere.yaml: found no file to read'],
])('%s is refused', (_, args, message) => {
  const { exitCode, stderr } = render(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});
