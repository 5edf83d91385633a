import { contract as gateway } from '@flotilla/gateway/contract';
import { contract as orders } from '@flotilla/orders/contract';
import { contract as products } from '@flotilla/products/contract';
import type { Contract } from '@flotilla/runtime';
import { contract as users } from '@flotilla/users/contract';
import type { Access } from './documented-routes';

/** A route that the public can reach, as declaration and contract have it. */
export interface DeclaredRoute {
  /** `METHOD /path` with parameters in braces. */
  readonly key: string;
  readonly access: Access;
  readonly takesBody: boolean;
  readonly takesParameters: boolean;
  readonly takesQuery: boolean;
}

const contracts: readonly Contract[] = [gateway, users, products, orders];

export const declaredRoutes: readonly DeclaredRoute[] = contracts.flatMap(({ declaration, routes }) =>
  declaration.http.routes.map(({ method, path, access }) => {
    const { body, query } = routes[`${method} ${path}`] ?? {};
    return {
      key: `${method} ${path}`,
      access,
      takesBody: body !== undefined,
      takesParameters: path.includes('{') || query !== undefined,
      takesQuery: query !== undefined,
    };
  }),
);
