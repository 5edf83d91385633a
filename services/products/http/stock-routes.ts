import { answerOnce, idempotentRequest, Problem, type RouteHandlers, storedAnswer } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { Dependencies } from '../dependencies';
import { available, onHand, type Stock } from '../domain/stock';
import { findStock } from '../store/stock';
import { adjustStock } from '../use-cases/adjust-stock';

type StockRoute = 'GET /products/{id}/stock' | 'POST /products/{id}/stock';

export function stockRoutes(deps: Dependencies): Pick<RouteHandlers<typeof contract>, StockRoute> {
  const { answers } = deps;
  const adjust = adjustStock(deps);
  return {
    'GET /products/{id}/stock': async ({ params }) => {
      const stock = await findStock(deps.database, params.id);
      if (stock === undefined) {
        throw new Problem('not-found');
      }
      return reply(stock);
    },
    'POST /products/{id}/stock': async (request) => {
      const { params, body, headers, identity } = request;
      const adjustment = { ...body, productId: params.id, adjustedBy: identity.userId };
      if (headers['idempotency-key'] === undefined) {
        return reply(await adjust(adjustment, request));
      }
      // The product is part of what a repetition must have in common with the first request.
      const repeatable = idempotentRequest('POST /products/{id}/stock', { headers, identity, body: adjustment });
      return answerOnce(answers, repeatable, async (claim) =>
        reply(
          await adjust(adjustment, request, (transaction, stock) =>
            answers.complete(transaction, claim, storedAnswer(reply(stock))),
          ),
        ),
      );
    },
  };
}

function reply(stock: Stock) {
  const { reserved, sold } = stock;
  return { status: 200, body: { onHand: onHand(stock), reserved, available: available(stock), sold } } as const;
}
