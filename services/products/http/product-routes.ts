import { entityTag, ifMatch, Problem, type RouteHandlers } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { Dependencies } from '../dependencies';
import type { Product } from '../domain/product';
import { productOf, type productReads } from '../store/products';
import { addProduct } from '../use-cases/add-product';
import { changeProduct } from '../use-cases/change-product';
import { searchProducts } from '../use-cases/search-products';
import { isKnown } from './entity-tag';
import { assertPositionFits } from './search-position';

type ProductRoute =
  | 'GET /products'
  | 'POST /products'
  | 'GET /products/{id}'
  | 'PATCH /products/{id}'
  | 'DELETE /products/{id}';

/** Anybody may keep what is public, and asks whether it is still so. */
const cacheControl = 'public, no-cache';

export function productRoutes(
  deps: Dependencies,
  { byId }: ReturnType<typeof productReads>,
): Pick<RouteHandlers<typeof contract>, ProductRoute> {
  const search = searchProducts(deps);
  const add = addProduct(deps);
  const change = changeProduct(deps);
  const tagged = ({ version }: Product) => ({ etag: entityTag(version) });
  return {
    'GET /products': async ({ query: { q, sort, cursor, ...filter } }) => {
      assertPositionFits(sort, cursor);
      return { status: 200, body: await search({ ...filter, text: q, order: sort, after: cursor }) };
    },
    'POST /products': async (request) => {
      const product = await add({ ...request.body, addedBy: request.identity.userId }, request);
      return { status: 201, headers: { ...tagged(product), location: `/products/${product.id}` }, body: product };
    },
    'GET /products/{id}': async ({ params, headers }) => {
      const [row] = await byId(params);
      if (row === undefined) {
        throw new Problem('not-found');
      }
      const product = productOf(row);
      const cached = { ...tagged(product), 'cache-control': cacheControl };
      return isKnown(headers['if-none-match'], product.version)
        ? { status: 304, headers: cached }
        : { status: 200, headers: cached, body: product };
    },
    'PATCH /products/{id}': async (request) => {
      const { params, headers, body } = request;
      const product = await change({ id: params.id, changes: body, check: ifMatch(headers) }, request);
      return { status: 200, headers: tagged(product), body: product };
    },
    'DELETE /products/{id}': async (request) => {
      const { params, headers } = request;
      const archived = { status: 'archived' } as const;
      const product = await change({ id: params.id, changes: archived, check: ifMatch(headers) }, request);
      return { status: 204, headers: tagged(product) };
    },
  };
}
