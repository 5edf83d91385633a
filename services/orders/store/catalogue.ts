import type { Session } from '@flotilla/runtime';
import type { Offer } from '../domain/pricing';

/** Notes the newest state of a product. */
export async function noteProduct(session: Session, { productId, name, price, status }: Offer): Promise<void> {
  await session.execute({
    name: 'catalogue-note',
    text: `
      insert into catalogue (product_id, name, price, currency, status) values ($1, $2, $3, $4, $5)
      on conflict (product_id) do update
        set name = excluded.name, price = excluded.price, currency = excluded.currency, status = excluded.status`,
    values: [productId, name, price.amount, price.currency, status],
  });
}
