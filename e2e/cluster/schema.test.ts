import { addProduct, changeProduct, expectAnswer, logIn, type Product } from '../shop/client';
import { expectNothingLost, pairs, tagOf, useBusyShop } from './busy-shop';
import { helm } from './helm';
import { during, forwardPort, list } from './kubernetes';
import { administrator, imageOf, isReady, merge, release } from './shop-release';

/*
 * Two later releases of products give a column another name (see images/next-releases): the first with both names, the
 * second without the old one.
 */
const namespace = 'flotilla-e2e-schema';
const { shop, load, onlyNewPodsServe } = useBusyShop(namespace);

let present: string | undefined;
beforeAll(async () => {
  present = tagOf(await imageOf(namespace, 'shop-products'));
});

const upgradeTo = (suffix: 'expand' | 'contract'): Promise<string> =>
  release('upgrade', { ...shop, values: merge(pairs, { products: { image: { tag: `${present}-${suffix}` } } }) });

/** Tags of the images of products that served at the same moment, over the time of some work. */
async function tagsSideBySide(work: () => Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>();
  await during(work, async () => {
    const pods = await list('pods', namespace, 'app.kubernetes.io/name=products,app.kubernetes.io/component=server');
    const tags = pods.filter(isReady).map(({ spec }) => tagOf(spec.containers[0].image));
    seen.add([...new Set(tags)].sort().join(' '));
  });
  return seen;
}

/** Products that were added and then changed, one after the other, over the time of some work; none may fail. */
async function changesDuring(work: () => Promise<unknown>): Promise<Product[]> {
  const made: Product[] = [];
  const forward = await forwardPort(namespace, 'service/shop-gateway', 80);
  try {
    const { accessToken } = await logIn(forward.url, await administrator(namespace));
    await during(work, async () => {
      const { id } = await addProduct(forward.url, accessToken, { name: 'Before', price: 100, stock: 1_000_000 });
      made.push(await changeProduct(forward.url, accessToken, id, { price: { amount: 200, currency: 'EUR' } }));
    });
    expect(made.length).toBeGreaterThan(10);
    for (const product of made) {
      const { body } = await expectAnswer<Product>(forward.url, 200, { line: `GET /products/${product.id}` });
      expect(body).toEqual(product);
    }
  } finally {
    await forward.close();
  }
  return made;
}

test('the release with both names serves beside the one before it, and that one again after a rollback', async () => {
  const running = await load();
  let tags = new Set<string>();
  await changesDuring(async () => {
    tags = await tagsSideBySide(() => upgradeTo('expand'));
    await onlyNewPodsServe();
    await helm(4, ['rollback', 'shop', '--namespace', namespace, '--wait', '--timeout', '5m']);
    await onlyNewPodsServe();
  });
  expect(tags).toContain(`${present} ${present}-expand`);
  expectNothingLost(await running.stop());
});

test('the release without the old name serves beside the one with both', async () => {
  await upgradeTo('expand');
  await onlyNewPodsServe();
  const running = await load();
  let tags = new Set<string>();
  await changesDuring(async () => {
    tags = await tagsSideBySide(() => upgradeTo('contract'));
    await onlyNewPodsServe();
  });
  expect(tags).toContain(`${present}-contract ${present}-expand`);
  expectNothingLost(await running.stop());
});

test('who leaves the first step out fails, and the load tells', async () => {
  const running = await load();
  await helm(4, ['rollback', 'shop', '1', '--namespace', namespace, '--wait', '--timeout', '5m']);
  const { failures } = await running.stop();
  expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(['order', 'product', 'products']));
});
