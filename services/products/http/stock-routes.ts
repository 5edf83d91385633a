import { Problem, type RouteHandlers } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { Dependencies } from '../dependencies';
import { available, onHand, type Stock } from '../domain/stock';
import { findStock } from '../store/stock';
import { adjustStock } from '../use-cases/adjust-stock';

type StockRoute = 'GET /products/{id}/stock' | 'POST /products/{id}/stock';

export function stockRoutes(deps: Dependencies): Pick<RouteHandlers<typeof contract>, StockRoute> {
  const adjust = adjustStock(deps);
  return {
    'GET /products/{id}/stock': async ({ params }) => {
      const stock = await findStock(deps.database, params.id);
      if (stock === undefined) {
        throw new Problem('not-found');
      }
      return { status: 200, body: shown(stock) };
    },
    'POST /products/{id}/stock': async (request) => {
      const { params, body, identity } = request;
      const stock = await adjust({ ...body, productId: params.id, adjustedBy: identity.userId }, request);
      return { status: 200, body: shown(stock) };
    },
  };
}

function shown(stock: Stock): { onHand: number; reserved: number; available: number; sold: number } {
  const { reserved, sold } = stock;
  return { onHand: onHand(stock), reserved, available: available(stock), sold };
}
