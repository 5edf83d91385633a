import type { NewProduct } from '@flotilla/products/contract';
import type { z } from 'zod';

export interface SeedOptions {
  /** Base URL of the gateway. */
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly products: readonly z.input<typeof NewProduct>[];
}

export interface Seeded {
  readonly added: number;
  readonly existing: number;
}

/**
 * Puts products into a shop, through its gateway as an administrator does. Those whose SKU is there stay as they are.
 * @throws with the answer that was not expected
 */
export async function seed({ url, email, password, products }: SeedOptions): Promise<Seeded> {
  const login = await post(`${url}/users/login`, { email, password });
  if (login.status !== 200) throw await unexpected('the login of the administrator', login);
  const { accessToken } = (await login.json()) as { accessToken: string };
  let added = 0;
  for (const product of products) {
    const answer = await post(`${url}/products`, product, accessToken);
    if (answer.status !== 201 && answer.status !== 409) throw await unexpected(`product ${product.sku}`, answer);
    if (answer.status === 201) added += 1;
    await answer.body?.cancel();
  }
  return { added, existing: products.length - added };
}

async function post(url: string, body: object, token?: string): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
    (error: Error & { cause?: Error }) => {
      throw new Error(`no answer from ${url}: ${error.cause?.message ?? error.message}; is the shop running?`);
    },
  );
}

async function unexpected(what: string, answer: Response): Promise<Error> {
  return new Error(`${what} was answered with ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}
