import { request } from 'node:http';
import type { Route } from '@flotilla/constructs/declaration';
import { declaration as orders } from '@flotilla/orders/service';
import { declaration as products } from '@flotilla/products/service';
import type { StandaloneService } from '@flotilla/runtime';
import { declaration as users } from '@flotilla/users/service';
import { GatewayFixture, type UpstreamName } from '../testing/gateway-fixture';

let fixture: GatewayFixture;
let gateway: StandaloneService;

beforeAll(async () => {
  fixture = await GatewayFixture.create();
  gateway = await fixture.gateway();
});

afterAll(() => fixture.close());

const routes = [users, products, orders].flatMap(({ name, http }) =>
  http.routes.map((route: Route) => [`${route.method} ${route.path}`, name as UpstreamName, route] as const),
);

/** Status for nobody, a customer, an administrator, and somebody with a forged token. */
function expectedFor({ access }: Route): number[] {
  return access === 'public' ? [200, 200, 200, 200] : access === 'user' ? [401, 200, 200, 401] : [401, 403, 200, 401];
}

test.each(routes)('%s of %s lets in whom it is declared for, and nobody else', async (_, name, route) => {
  const { method, path } = route;
  const url = path.replace('{id}', '0199d1f0-7c1a-7b3e-9f54-3c2a1b0d9e8f');
  const { received } = fixture.upstreams[name];
  received.length = 0;
  const forged = { authorization: `${(await fixture.as('u1', 'admin')).authorization.slice(0, -4)}AAAA` };
  const statuses: number[] = [];
  for (const headers of [{}, await fixture.as('u1', 'customer'), await fixture.as('u2', 'admin'), forged]) {
    const response = await fetch(`${gateway.url}${url}`, { method, headers });
    statuses.push(response.status);
    expect(response.headers.get('content-type')).toBe(response.ok ? 'application/json' : 'application/problem+json');
    expect(response.headers.has('www-authenticate')).toBe(response.status === 401);
    await response.arrayBuffer();
  }
  expect(statuses).toEqual(expectedFor(route));
  expect(received).toHaveLength(statuses.filter((status) => status === 200).length);
  expect(received.every((request) => request.method === method && request.url === url)).toBe(true);
  expect(received.at(-1)?.headers.authorization !== undefined).toBe(true);
});

test.each([
  ['POST', '/internal/quote', 404],
  ['GET', '/nowhere', 404],
  ['GET', '/products/', 404],
  ['GET', '*', 404],
  ['DELETE', '/orders', 405],
  ['TRACE', '/products', 405],
  ['POST', '/docs', 405],
])('%s %s is answered %i and reaches nobody', async (method, path, status) => {
  const before = Object.values(fixture.upstreams).flatMap(({ received }) => received).length;
  const answer = await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve) => {
      const { port } = new URL(gateway.url);
      request({ port, method, path }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      }).end();
    },
  );
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({ status, code: status === 404 ? 'not-found' : 'method-not-allowed' });
  expect(answer.headers.allow !== undefined).toBe(status === 405);
  expect(Object.values(fixture.upstreams).flatMap(({ received }) => received)).toHaveLength(before);
});

test('HEAD goes where GET goes, and brings no body', async () => {
  const response = await fetch(`${gateway.url}/products`, { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(fixture.upstreams.products.received.at(-1)).toMatchObject({ method: 'HEAD' });
});

test('OPTIONS tells the methods of a path, without asking anybody', async () => {
  const response = await fetch(`${gateway.url}/products/7`, { method: 'OPTIONS' });
  expect([response.status, response.headers.get('allow')]).toEqual([204, 'DELETE, GET, HEAD, OPTIONS, PATCH']);
  expect(response.headers.has('access-control-allow-origin')).toBe(false);
});
