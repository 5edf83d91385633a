import { idempotencyRetention, PostgresqlIdempotencyStore } from '@flotilla/runtime';
import { contract } from './contract';
import type { Dependencies, ProductsService } from './dependencies';
import { operations } from './http/operations';
import { productRoutes } from './http/product-routes';
import { stockRoutes } from './http/stock-routes';
import { handlers } from './messaging/handlers';
import { migrations } from './migrations';
import { reservationExpiry } from './reservation-expiry';
import { productReads } from './store/products';
import { retention } from './store/retention';
import { expireReservation } from './use-cases/expire-reservation';

function setup(service: ProductsService): void {
  const { database, outbox, messages, newId, config, logger } = service;
  const holdMs = config.RESERVATION_SECONDS * 1_000;
  const answers = new PostgresqlIdempotencyStore({ session: database });
  const deps: Dependencies = { database, outbox, messages, newId, holdMs, answers, now: () => new Date() };
  const reads = productReads(database);
  service.routes({ ...productRoutes(deps, reads), ...stockRoutes(deps) });
  service.operations(operations(reads));
  service.handlers(handlers(deps));
  service.add(reservationExpiry({ expireOne: expireReservation(deps), logger }));
  for (const rule of [idempotencyRetention, ...retention]) {
    service.retain(rule);
  }
}

/** What the service is made of, besides its declaration. */
export const products = { contract, migrations, setup };
