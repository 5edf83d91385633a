import type { RetentionRule } from '@flotilla/runtime';
import { contract } from './contract';
import type { Dependencies, ProductsService } from './dependencies';
import { operations } from './http/operations';
import { productRoutes } from './http/product-routes';
import { stockRoutes } from './http/stock-routes';
import { handlers } from './messaging/handlers';
import { migrations } from './migrations';
import { reservationExpiry } from './reservation-expiry';
import { productReads } from './store/products';
import { expireReservation } from './use-cases/expire-reservation';

/**
 * Long after the last command about an order can arrive: a message is published again for 7 days, lies in the stream
 * for 7 more, and dead letters are looked at within weeks.
 */
const reservationRetention: RetentionRule = {
  table: 'reservation',
  expired: "created_at < clock_timestamp() - interval '90 days' and status <> 'held'",
};

function setup(service: ProductsService): void {
  const { database, outbox, messages, newId, config, logger } = service;
  const holdMs = config.RESERVATION_SECONDS * 1_000;
  const deps: Dependencies = { database, outbox, messages, newId, holdMs, now: () => new Date() };
  const reads = productReads(database);
  service.routes({ ...productRoutes(deps, reads), ...stockRoutes(deps) });
  service.operations(operations(reads));
  service.handlers(handlers(deps));
  service.add(reservationExpiry({ expireOne: expireReservation(deps), logger }));
  service.retain(reservationRetention);
}

/** What the service is made of, besides its declaration. */
export const products = { contract, migrations, setup };
