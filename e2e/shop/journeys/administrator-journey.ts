import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  expectAnswer,
  logIn,
  newCustomer,
  type Page,
  type Problem,
  type Product,
  type Stock,
  send,
  type User,
} from '../client';
import type { Shop } from './shop';

/**
 * The way of an administrator: the catalogue, its stock, and who else may keep them.
 * Leaves archived products and a customer behind.
 * @throws for the first thing that is not as promised
 */
export async function administratorJourney({ url, admin }: Shop): Promise<void> {
  const { accessToken: token } = await logIn(url, admin);
  const product = await keepsTheCatalogue(url, token);
  await adjustsTheStock(url, token, product);
  await archives(url, token, product);
  await sharesTheWork(url, token);
  await publishesTheKeys(url);
}

/** A change names the version that it is meant for; of changes of one version, one succeeds. */
async function keepsTheCatalogue(url: string, token: string): Promise<Product> {
  const sku = `E2E-${randomUUID()}`;
  const body = { sku, name: 'Lamp', price: { amount: 4_900, currency: 'EUR' }, tags: ['light'], stock: 3 };
  const added = await expectAnswer<Product>(url, 201, { line: 'POST /products', token, body });
  const { id } = added.body;
  assert.deepEqual(added.body, {
    ...{ id, sku, name: 'Lamp', description: '', price: body.price, tags: ['light'], status: 'active', version: 1 },
  });
  assert.equal(added.headers.get('location'), `/products/${id}`);
  assert.equal(added.headers.get('etag'), '"1"');
  const taken = await expectAnswer<Problem>(url, 409, { line: 'POST /products', token, body });
  assert.equal(taken.body.code, 'conflict');

  const change = (ifMatch: string | undefined, changes: object): Promise<Answer<Product>> =>
    send(url, {
      ...{ line: `PATCH /products/${id}`, token, body: changes },
      headers: ifMatch ? { 'if-match': ifMatch } : {},
    });
  assert.equal((await change(undefined, { name: 'Lantern' })).status, 428);
  assert.equal((await change('"7"', { name: 'Lantern' })).status, 412);
  const names = ['Lantern', 'Light', 'Candle', 'Torch'];
  const changes = await Promise.all(names.map((name) => change('"1"', { name })));
  assert.deepEqual(changes.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  const won = changes.find(({ status }) => status === 200);
  assert.deepEqual([won?.headers.get('etag'), won?.body.version], ['"2"', 2]);
  const shown = await expectAnswer<Product>(url, 200, { line: `GET /products/${id}` });
  assert.deepEqual(shown.body, won?.body);
  return shown.body;
}

async function adjustsTheStock(url: string, token: string, { id }: Product): Promise<void> {
  const adjust = async (status: number, delta: number): Promise<Stock & Problem> =>
    (
      await expectAnswer<Stock & Problem>(url, status, {
        ...{ line: `POST /products/${id}/stock`, token, body: { delta, reason: 'Stocktaking' } },
      })
    ).body;
  assert.deepEqual(await adjust(200, 4), { onHand: 7, reserved: 0, available: 7, sold: 0 });
  assert.deepEqual(await adjust(200, -2), { onHand: 5, reserved: 0, available: 5, sold: 0 });
  const below = await adjust(409, -6);
  assert.equal(below.errors?.[0]?.path, 'body.delta');
  const { body } = await expectAnswer<Stock>(url, 200, { line: `GET /products/${id}/stock`, token });
  assert.deepEqual(body, { onHand: 5, reserved: 0, available: 5, sold: 0 });
}

/** What is archived is still known, and only shown on request. */
async function archives(url: string, token: string, { id, sku, version }: Product): Promise<void> {
  const headers = { 'if-match': `"${version}"` };
  await expectAnswer(url, 204, { line: `DELETE /products/${id}`, token, headers });
  const found = async (status: string): Promise<string[]> => {
    const line = `GET /products?q=${sku}&status=${status}`;
    return (await expectAnswer<Page<Product>>(url, 200, { line })).body.items.map((product) => product.id);
  };
  assert.deepEqual(await found('active'), []);
  assert.deepEqual(await found('archived'), [id]);
  const { body } = await expectAnswer<Product>(url, 200, { line: `GET /products/${id}` });
  assert.equal(body.status, 'archived');
}

/** Somebody becomes an administrator and is none again. A token says who was one when it was made. */
async function sharesTheWork(url: string, token: string): Promise<void> {
  const colleague = await newCustomer(url, 'Robin Colleague');
  const users = await expectAnswer<Page<User>>(url, 200, { line: 'GET /users?limit=100', token });
  assert.ok(users.body.items.some(({ id }) => id === colleague.id));

  const setRoles = (roles: readonly string[]) =>
    expectAnswer<User>(url, 200, { line: `PUT /users/${colleague.id}/roles`, token, body: { roles } });
  const mayAdminister = async (): Promise<number> => {
    const { accessToken } = await logIn(url, colleague);
    return (await send(url, { line: 'GET /users?limit=1', token: accessToken })).status;
  };
  assert.equal(await mayAdminister(), 403);
  assert.deepEqual((await setRoles(['customer', 'admin'])).body.roles.toSorted(), ['admin', 'customer']);
  assert.equal(await mayAdminister(), 200);
  await setRoles(['customer']);
  assert.equal(await mayAdminister(), 403);
}

/** Everybody may verify tokens, nobody can make them. */
async function publishesTheKeys(url: string): Promise<void> {
  const { body } = await expectAnswer<{ keys: readonly object[] }>(url, 200, { line: 'GET /.well-known/jwks.json' });
  assert.ok(body.keys.length > 0);
  assert.ok(body.keys.every((key) => !('d' in key)));
}
