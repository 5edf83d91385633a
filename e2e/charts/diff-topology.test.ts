import { ShopCopy } from '../bad-input/shop-copy';

const shop = new ShopCopy();
afterAll(() => shop.remove());

test('a service that a revision does not know yet is new, and one that it knows as it is, is not told', () => {
  shop.commit('services', ':!services/gateway');
  const { exitCode, stdout } = shop.run('npm', 'run', '--silent', 'diff:topology', '--', 'HEAD', '--format', 'json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ newServices: ['gateway'], goneServices: [], changedSettings: [] });
});
