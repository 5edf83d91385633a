import { randomUUID } from 'node:crypto';
import { addProduct, logIn } from '../shop/client';
import { forwardPort } from './kubernetes';
import { administrator } from './shop-release';

/** Five products with more stock than a test can sell. */
export async function seed(namespace: string, service: string, adminSecret: string): Promise<void> {
  const admin = await administrator(namespace, adminSecret);
  const forward = await forwardPort(namespace, `service/${service}`, 80);
  try {
    const { accessToken } = await logIn(forward.url, admin);
    for (let n = 1; n <= 5; n += 1) {
      await addProduct(forward.url, accessToken, {
        name: `Ware ${n} ${randomUUID()}`,
        price: 1_000 * n,
        stock: 1_000_000,
      });
    }
  } finally {
    await forward.close();
  }
}
