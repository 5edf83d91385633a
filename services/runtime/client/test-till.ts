import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import { defineContract } from '../contract';

/** Two services that only exist here: the till asks the stock for prices. */
const stockDeclaration = {
  name: 'stock',
  description: 'Counts things.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [],
    operations: {
      quote: { method: 'POST', path: '/internal/quote', safe: true, description: 'Says a price.' },
      item: { method: 'GET', path: '/internal/items/{id}', description: 'One item.' },
      take: { method: 'POST', path: '/internal/take', description: 'Takes one.' },
      secret: { method: 'GET', path: '/internal/secret', description: 'Called by nobody.' },
    },
  },
  config: {},
  calls: {},
  publishes: { 'stock.v1.item.sold': { version: 1, schema: 'Sold', description: 'One is gone.' } },
  subscribes: {},
} as const satisfies ServiceDeclaration;

const Price = z.object({ price: z.number() });
export const stock = defineContract(stockDeclaration, {
  operations: {
    quote: { input: z.object({ id: z.string() }), output: Price },
    item: { input: z.object({ id: z.string(), lang: z.string().optional() }), output: Price },
    take: { input: z.object({ id: z.string() }), output: Price },
    secret: { input: z.object({}), output: Price },
  },
  events: { 'stock.v1.item.sold': z.object({ id: z.string() }) },
});

/** Calls all operations of the stock but the secret one, within limits that a test reaches soon. */
export const till = {
  name: 'till',
  description: 'Sells things.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {
    stock: {
      operations: ['quote', 'item', 'take'],
      timeoutMs: 200,
      retries: 2,
      retryBudget: 1,
      breaker: { consecutiveFailures: 4, openMs: 100 },
      bulkhead: 3,
    },
  },
  publishes: {},
  subscribes: { 'stock.v1.item.sold': { version: 1 } },
} as const satisfies ServiceDeclaration;
