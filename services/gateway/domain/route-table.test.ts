import type { Route, ServiceDeclaration } from '@flotilla/constructs/declaration';
import { declaration as orders } from '@flotilla/orders/service';
import { declaration as products } from '@flotilla/products/service';
import { declaration as users } from '@flotilla/users/service';
import { declaration as gateway } from '../service';
import { RouteTable } from './route-table';

const table = new RouteTable(gateway, [users, products, orders]);

test('every declared route leads to its service, and the own ones to the gateway', () => {
  const declared = [users, products, orders].flatMap(({ name, http }) =>
    http.routes.map(({ method, path }) => [method, path, name] as const),
  );
  for (const [method, path, name] of declared) {
    expect([path, table.find(method, path.replace(/\{\w+\}/g, 'x'))?.entry?.upstream]).toEqual([path, name]);
  }
  expect(table.entries).toHaveLength(declared.length + gateway.http.routes.length);
  expect(table.find('GET', '/docs')?.entry).toMatchObject({ upstream: undefined, key: 'GET /docs' });
});

test.each([
  ['/internal/quote', 'what is internal'],
  ['/orders/', 'a slash too many'],
  ['/orders/1/2', 'a segment too many'],
  ['/Orders', 'another case'],
  ['/users//roles', 'an empty parameter'],
  ['/xwell-known/jwks.json', 'a dot that is any character'],
  ['', 'nothing'],
])('%p is not found: %s', (path) => {
  expect(table.find('GET', path)).toBeUndefined();
});

test('a fixed path goes before a template, and both know their methods', () => {
  expect(table.find('GET', '/users/me')?.entry?.key).toBe('GET /users/me');
  expect(table.find('PUT', '/users/me/roles')?.entry?.key).toBe('PUT /users/{id}/roles');
  expect(table.find('HEAD', '/products')?.entry?.key).toBe('GET /products');
  expect(table.find('POST', '/users/me')).toEqual({ methods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH'] });
});

describe('is refused at start', () => {
  const service = (name: string, ...routes: Route[]): ServiceDeclaration => ({
    ...{ name, description: '', config: {}, calls: {}, publishes: {}, subscribes: {} },
    http: { port: 3000, adminPort: 9090, routes },
  });
  const things: Route = { method: 'GET', path: '/things', access: 'public' };

  test('a route that two services declare', () => {
    const front = { ...service('front'), forwards: { a: {}, b: {} } };
    expect(() => new RouteTable(front, [service('a', things), service('b', things)])).toThrow(
      'GET /things is declared by a and by b',
    );
  });

  test('a public route below /internal', () => {
    const secret: Route = { ...things, path: '/internal/things' };
    expect(() => new RouteTable({ ...service('front'), forwards: { a: {} } }, [service('a', secret)])).toThrow(
      /internal/,
    );
  });

  test('a service whose declaration is missing', () => {
    expect(() => new RouteTable({ ...service('front'), forwards: { a: {} } }, [])).toThrow('forwards to a');
  });
});
