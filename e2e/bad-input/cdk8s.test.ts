import { ShopCopy } from './shop-copy';

const shop = new ShopCopy();
afterEach(() => shop.restore());
afterAll(() => shop.remove());

test('`npx cdk8s synth` generates deploy/ and lists the manifests', () => {
  const { exitCode, stdout } = shop.run('npx', 'cdk8s', 'synth');
  expect(exitCode).toBe(0);
  const manifests = [...shop.files('deploy/manifests').keys()].map((file) => `dist/cdk8s/manifests/${file}`);
  expect(manifests).toContain('dist/cdk8s/manifests/production/40-orders.yaml');
  const listed = stdout.match(/dist\/cdk8s\/\S+/g) ?? [];
  expect(listed.sort()).toEqual(manifests.sort());
  expect(new Map([...shop.files('dist/cdk8s/manifests')].sort())).toEqual(
    new Map([...shop.files('deploy/manifests')].sort()),
  );
});

test('`npx cdk8s synth` of something wrong fails, says why, and leaves deploy/ as it is', () => {
  const before = shop.digest();
  shop.edit('services/orders/service.ts', 'adminPort: 9090', 'adminPort: 3000');
  shop.edit('services/orders/service.ts', "products: { operations: ['quote']", "prodcts: { operations: ['quote']");
  const { exitCode, stdout, stderr } = shop.run('npx', 'cdk8s', 'synth');
  expect(exitCode).not.toBe(0);
  expect(stdout + stderr).toContain('services/orders/service.ts: http.adminPort');
  expect(stdout + stderr).toContain('services/orders/service.ts: calls.prodcts');
  expect(shop.digest()).toBe(before);
});
