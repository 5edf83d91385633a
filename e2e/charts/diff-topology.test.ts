import { ShopCopy } from '../bad-input/shop-copy';

const shop = new ShopCopy();
afterAll(() => shop.remove());

function git(...args: readonly string[]): void {
  const author = ['-c', 'user.name=A test', '-c', 'user.email=test@shop.example'];
  expect(shop.run('git', ...author, ...args)).toMatchObject({ exitCode: 0 });
}

test('a service that a revision does not know yet is new, and one that it knows as it is, is not told', () => {
  git('init', '--quiet');
  git('add', 'services');
  git('reset', '--quiet', '--', 'services/gateway');
  git('commit', '--quiet', '--message', 'Before the gateway');
  const { exitCode, stdout } = shop.run('npm', 'run', '--silent', 'diff:topology', '--', 'HEAD', '--format', 'json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ newServices: ['gateway'], goneServices: [], changedSettings: [] });
});
