import { contract as payments } from '@flotilla/payments/contract';
import { contract as products } from '@flotilla/products/contract';
import {
  idempotencyRetention,
  observeSagas,
  PostgresqlIdempotencyStore,
  Saga,
  SagaDeadlines,
  type Service,
} from '@flotilla/runtime';
import { contract as users } from '@flotilla/users/contract';
import type { contract } from './contract';
import { orderSaga } from './domain/order-saga';
import { routeHandlers } from './http/routes';
import { StreamLimit } from './http/stream-limit';
import { messageHandlers } from './messaging/handlers';
import { sagaMessages } from './messaging/saga-messages';
import type { declaration } from './service';
import { isDeletedUser } from './store/customers';
import { OrderChanges } from './store/order-changes';
import { orderStore } from './store/orders';
import { placeInOneStatement } from './store/place-order';
import { projectOrder } from './store/project-order';
import { retention } from './store/retention';
import { cancelOrder } from './use-cases/cancel-order';
import { followOrder } from './use-cases/follow-order';
import { forgetCustomer } from './use-cases/forget-customer';
import { placeOrder } from './use-cases/place-order';

/** Whom the service calls, hears or sends commands to. */
export const peers = { products, payments, users };

export type OrdersService = Service<typeof declaration, typeof contract, typeof peers>;

/** An order takes a second or two; a customer who follows more at once has forgotten to close streams. */
const streamLimits = { perUser: 10, inTotal: 1_000 } as const;

/** Wires the service. */
export function setUp(service: OrdersService): void {
  setUpWith(service, () => new Date());
}

/** The same with a clock that is given. Deadlines follow it. */
export function setUpWith(service: OrdersService, now: () => Date): void {
  const { config, database, outbox, messages, newId, logger, registry } = service;
  const orders = orderStore(database);
  const changes = new OrderChanges({
    database,
    onFailure: (error) => logger.warn({ err: error }, 'changes of orders could not be read; looking again'),
  });
  const saga = new Saga({
    definition: orderSaga({ stepMs: config.SAGA_STEP_SECONDS * 1_000 }),
    outbox,
    now,
    newId,
    messageFor: sagaMessages(messages),
    project: projectOrder(now, (orderId) => changes.changed(orderId)),
  });

  service.routes(
    routeHandlers({
      answers: new PostgresqlIdempotencyStore({ session: database }),
      orders,
      streams: new StreamLimit(streamLimits),
      placeOrder: placeOrder({
        quote: async (productIds, signal) => (await service.peers.products.quote({ productIds }, { signal })).items,
        place: placeInOneStatement(database, outbox, saga),
        isDeletedUser: (userId) => isDeletedUser(database, userId),
        newId,
        now,
      }),
      cancelOrder: cancelOrder({ database, orders, saga }),
      followOrder: followOrder({ orders, changes }),
    }),
  );
  service.handlers(messageHandlers({ saga, forgetCustomer: forgetCustomer({ database, orders, saga }) }));
  service.add(changes);
  service.add(new SagaDeadlines({ database, sagas: [saga], logger }));
  for (const rule of [idempotencyRetention, ...retention]) {
    service.retain(rule);
  }
  observeSagas(database, registry);
}
