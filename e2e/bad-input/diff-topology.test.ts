import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ShopCopy } from './shop-copy';

const shop = new ShopCopy();
afterAll(() => shop.remove());

const diff = (): Outcome => shop.run('npm', 'run', '--silent', 'diff:topology', '--', 'HEAD');

test('a declaration of a revision may import files of its own folder', () => {
  writeFileSync(join(shop.path, 'services/orders/ports.ts'), 'export const port = 3000;\n');
  shop.edit('services/orders/service.ts', 'port: 3000', 'port');
  shop.edit('services/orders/service.ts', 'import ', "import { port } from './ports';\nimport ");
  shop.commit('services');
  expect(diff()).toEqual({ exitCode: 0, stdout: 'The topology does not change.\n', stderr: '' });
});

test('a declaration that imports something else is told with its file', () => {
  shop.edit('services/orders/service.ts', './ports', '../elsewhere/ports');
  shop.commit('services');
  shop.restore();
  const { exitCode, stderr } = diff();
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(
      /^diff:topology: services\/orders\/service\.ts at HEAD: Cannot find module .*; expected .*\n$/,
    ),
  });
});

test('what is wrong with a revision is told with the revision', () => {
  shop.edit('services/users/service.ts', 'adminPort: 9090', 'adminPort: 3000');
  shop.commit('services');
  shop.restore();
  const { exitCode, stderr } = diff();
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^diff:topology: at HEAD: 1 problem in the service declarations\n\n {2}services\/users\//);
});

test('what is no revision is refused, instead of taken for one without services', () => {
  shop.commit('services');
  const { exitCode, stdout, stderr } = shop.run('npm', 'run', '--silent', 'diff:topology', '--', 'HEAD:services');
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'diff:topology: found HEAD:services, a tree, expected a revision of the repository, such as main or HEAD~1\n',
  });
});
