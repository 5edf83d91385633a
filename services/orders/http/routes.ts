import {
  answerOnce,
  type IdempotencyStore,
  idempotentRequest,
  type RouteHandlers,
  storedAnswer,
  toPage,
} from '@flotilla/runtime';
import type { contract } from '../contract';
import type { Order } from '../domain/order';
import type { Orders, ShownOrder } from '../store/orders';
import type { cancelOrder } from '../use-cases/cancel-order';
import type { followOrder } from '../use-cases/follow-order';
import type { placeOrder } from '../use-cases/place-order';
import { visibleOrder } from '../use-cases/visible-order';
import { orderView, shownOrderView } from './order-view';
import type { StreamLimit } from './stream-limit';

export interface RouteDependencies {
  readonly answers: IdempotencyStore;
  readonly orders: Pick<Orders, 'find' | 'list'>;
  readonly placeOrder: ReturnType<typeof placeOrder>;
  readonly cancelOrder: ReturnType<typeof cancelOrder>;
  readonly followOrder: ReturnType<typeof followOrder>;
  readonly streams: StreamLimit;
}

export function routeHandlers(dependencies: RouteDependencies): RouteHandlers<typeof contract> {
  const { answers, orders, streams } = dependencies;
  return {
    'POST /orders': (request) =>
      answerOnce(answers, idempotentRequest('POST /orders', request), async (claim) => {
        const order = await dependencies.placeOrder(
          { ownerId: request.identity.userId, lines: request.body.items },
          { claim, answerTo: (placed) => storedAnswer(accepted(placed)), cause: request, signal: request.signal },
        );
        return accepted(order);
      }),

    'GET /orders': async ({ query: { limit, cursor, status }, identity }) => {
      // One more than asked for tells whether there are more.
      const found = await orders.list({ ownerId: identity.userId, status, after: cursor, limit: limit + 1 });
      const { items, nextCursor } = toPage(found, limit, positionOf, shownOrderView);
      return { status: 200, body: { items: [...items], nextCursor } };
    },

    'GET /orders/{id}': async ({ params: { id }, identity }) => ({
      status: 200,
      body: shownOrderView(visibleOrder(await orders.find(id), identity)),
    }),

    'POST /orders/{id}/cancel': async (request) => {
      const command = { orderId: request.params.id, identity: request.identity };
      return { status: 202, body: orderView(await dependencies.cancelOrder(command, request, request.signal)) };
    },

    'GET /orders/{id}/events': async ({ params: { id }, headers, identity, signal }) => {
      const seen = historyLengthOf(headers['last-event-id']);
      const states = await dependencies.followOrder({ orderId: id, identity, seen });
      const leave = streams.enter(identity.userId);
      // The stream of a client who goes away before it begins is never asked for an event.
      signal.addEventListener('abort', leave, { once: true });
      return {
        status: 200,
        events: async function* (ending) {
          try {
            for await (const order of states(ending)) {
              yield { id: String(order.history.length), data: orderView(order) };
            }
          } finally {
            leave();
          }
        },
      };
    },
  };
}

function accepted(order: Order) {
  return { status: 202, headers: { location: `/orders/${order.id}` }, body: orderView(order) } as const;
}

function positionOf({ createdAt, id }: ShownOrder): { createdAt: string; id: string } {
  return { createdAt: createdAt.toISOString(), id };
}

/** Events are numbered by the length of the history that they show; anything else was not given by this service. */
function historyLengthOf(lastEventId: string | string[] | undefined): number | undefined {
  return typeof lastEventId === 'string' && /^[1-9]\d{0,5}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}
