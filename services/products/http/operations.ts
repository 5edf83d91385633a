import type { OperationHandlers } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { productReads } from '../store/products';

export function operations({ quotes }: ReturnType<typeof productReads>): OperationHandlers<typeof contract> {
  return {
    quote: async ({ productIds }) => {
      const rows = await quotes({ ids: productIds });
      return {
        items: rows.map(({ id, name, price_amount, price_currency, status }) => ({
          productId: id,
          name,
          price: { amount: price_amount, currency: price_currency },
          status,
        })),
      };
    },
  };
}
