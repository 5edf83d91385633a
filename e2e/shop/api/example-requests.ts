import { randomUUID } from 'node:crypto';
import { addProduct, buy, newCredentials, newCustomer, type Person, placeOrder, type Request } from '../client';
import type { LaunchedShop } from '../stage/launched-shop';

/** What a request needs to find when it comes. */
export interface World {
  readonly url: string;
  /** Access token of an administrator who is not needed otherwise. */
  readonly administrator: string;
  /** Whose the orders are. */
  readonly owner: Person;
  readonly productId: string;
  /** Its first payment times out: orders for it can be cancelled for some seconds. */
  readonly slowProductId: string;
  /** An order of the owner's that is confirmed. */
  readonly orderId: string;
}

export async function makeWorld({ url }: LaunchedShop, administrator: string): Promise<World> {
  const owner = await newCustomer(url, 'Olive Owner');
  const { id: productId } = await addProduct(url, administrator, { price: 500, stock: 1_000_000 });
  const { id: slowProductId } = await addProduct(url, administrator, { price: 517, stock: 1_000_000 });
  const { id: orderId } = await buy(url, owner.token, { productId, quantity: 1 });
  return { url, administrator, owner, productId, slowProductId, orderId };
}

type Example = (world: World) => Promise<Omit<Request, 'line' | 'token'> & { readonly path?: string }>;

const nothing: Example = async () => ({});
const withRefreshToken: Example = async ({ url }) => ({
  body: { refreshToken: (await newCustomer(url)).refreshToken },
});
const version = async ({ url, administrator }: World) => ({
  path: `/products/${(await addProduct(url, administrator, { price: 100, stock: 0 })).id}`,
  headers: { 'if-match': '"1"' },
});

/** A request for each route that succeeds, once, for whoever may send it; `path` where it has parameters. */
export const exampleRequests: Readonly<Record<string, Example>> = {
  'GET /': nothing,
  'GET /docs': nothing,
  'GET /openapi.json': nothing,
  'GET /.well-known/jwks.json': nothing,

  'POST /users': async () => ({ body: { ...newCredentials(), name: 'Nell New' } }),
  'POST /users/login': async ({ owner: { email, password } }) => ({ body: { email, password } }),
  'POST /users/token/refresh': withRefreshToken,
  'POST /users/logout': withRefreshToken,
  'GET /users/me': nothing,
  'PATCH /users/me': async () => ({ body: { name: `Name ${randomUUID()}` } }),
  'DELETE /users/me': nothing,
  'GET /users': nothing,
  'PUT /users/{id}/roles': async ({ url }) => ({
    path: `/users/${(await newCustomer(url)).id}/roles`,
    body: { roles: ['customer'] },
  }),

  'GET /products': nothing,
  'POST /products': async () => ({
    body: { sku: `E2E-${randomUUID()}`, name: 'New', price: { amount: 100, currency: 'EUR' } },
  }),
  'GET /products/{id}': async ({ productId }) => ({ path: `/products/${productId}` }),
  'PATCH /products/{id}': async (world) => ({ ...(await version(world)), body: { name: 'Other' } }),
  'DELETE /products/{id}': version,
  'GET /products/{id}/stock': async ({ productId }) => ({ path: `/products/${productId}/stock` }),
  'POST /products/{id}/stock': async ({ productId }) => ({
    path: `/products/${productId}/stock`,
    body: { delta: 1, reason: 'found one' },
  }),

  'GET /orders': nothing,
  'POST /orders': async ({ productId }) => ({
    headers: { 'idempotency-key': randomUUID() },
    body: { items: [{ productId, quantity: 1 }] },
  }),
  'GET /orders/{id}': async ({ orderId }) => ({ path: `/orders/${orderId}` }),
  'POST /orders/{id}/cancel': async ({ url, owner: { token }, slowProductId }) => {
    const { body } = await placeOrder(url, token, [{ productId: slowProductId, quantity: 1 }]);
    return { path: `/orders/${body.id}/cancel` };
  },
  'GET /orders/{id}/events': async ({ orderId }) => ({ path: `/orders/${orderId}/events` }),
};
