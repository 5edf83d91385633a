import { newCustomer, type Problem, send } from '../client';
import { type Caller, callers, tokenOf } from './callers';
import { declaredRoutes } from './declared-routes';
import type { DocumentedRoute } from './documented-routes';
import { exampleRequests, makeWorld, type World } from './example-requests';
import type { ApiStage } from './stage';

const keys = declaredRoutes.map(({ key }) => key);

const isOwned = (path: string): boolean => path.startsWith('/orders/{id}');

/** What a caller is to be told: a status, or one of those that the document calls a success. */
function expectedOf({ access, path, successes }: DocumentedRoute, caller: Caller): readonly number[] {
  if (access === 'public') {
    return successes;
  }
  switch (caller) {
    case 'an administrator':
      return successes;
    case 'the owner':
      return access === 'user' ? successes : [403];
    case 'another customer':
      return access === 'user' ? (isOwned(path) ? [404] : successes) : [403];
    default:
      return [401];
  }
}

/** Tests of every route with everybody who may stand before it. */
export function describeAccess(stage: () => ApiStage): void {
  let world: World;

  beforeAll(async () => {
    world = await makeWorld(stage().shop, stage().token);
  });

  test('the document describes what the declarations let in, for whom they do', () => {
    expect(new Map(stage().documented.routes.map(({ key, access }) => [key, access]))).toEqual(
      new Map(declaredRoutes.map(({ key, access }) => [key, access])),
    );
    expect(Object.keys(exampleRequests).sort()).toEqual(keys.toSorted());
  });

  describe.each(callers)('%s', (caller) => {
    test.each(keys)('%s', async (key) => {
      const { shop, routeOf } = stage();
      const route = routeOf(key);
      // Whoever deletes their account must not be needed afterwards.
      const ownWorld = key === 'DELETE /users/me' ? { ...world, owner: await newCustomer(shop.url) } : world;
      const token = await tokenOf(caller, shop, ownWorld);
      const { path = route.path, ...rest } = await exampleRequests[key]!(ownWorld);
      const answer = await send<Problem | undefined>(shop.url, { ...rest, line: `${route.method} ${path}`, token });
      const expected = expectedOf(route, caller);
      if (!expected.includes(answer.status)) {
        throw new Error(`answered ${answer.status} ${JSON.stringify(answer.body)}, expected ${expected.join(' or ')}`);
      }
      if (answer.status >= 400) {
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(answer.body?.status).toBe(answer.status);
      }
      if (answer.status === 401) {
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    });
  });

  test.each([
    'POST /internal/quote',
    'GET /internal/quote',
    'GET /metrics',
    'GET /livez',
    'GET /readyz',
    'GET /payments',
    'POST //internal/quote',
    'GET /Products',
    'GET /products/',
  ])('%s is not there, for an administrator either', async (line) => {
    const { shop, token } = stage();
    const body = line.startsWith('POST') ? { productIds: [world.productId] } : undefined;
    const { status, headers } = await send(shop.url, { line, token, body });
    expect([400, 404]).toContain(status);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  test('a method that a path does not know is refused with those that it knows', async () => {
    const { shop, documented, token } = stage();
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    for (const path of new Set(documented.routes.map((route) => route.path))) {
      const known = documented.routes.filter((route) => route.path === path).map(({ method }) => method);
      const concrete = path.replaceAll('{id}', world.productId);
      for (const method of methods.filter((each) => !known.includes(each))) {
        const line = `${method} ${concrete}`;
        const { status, headers } = await send(shop.url, { line, token });
        expect([line, status]).toEqual([line, 405]);
        expect(headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(known));
      }
    }
  });
}
