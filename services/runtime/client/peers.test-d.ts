import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import { defineContract, type NeededContracts } from '../contract';
import type { Peers } from '.';

const stockDeclaration = {
  name: 'stock',
  description: 'Counts things.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [],
    operations: {
      quote: { method: 'POST', path: '/internal/quote', safe: true, description: 'Says a price.' },
      take: { method: 'POST', path: '/internal/take', description: 'Takes one.' },
    },
  },
  config: {},
  calls: {},
  publishes: { 'stock.v1.item.sold': { version: 1, schema: 'Sold', description: 'One is gone.' } },
  subscribes: {},
} as const satisfies ServiceDeclaration;

const operation = { input: z.object({ id: z.string() }), output: z.object({ price: z.number() }) };
const stock = defineContract(stockDeclaration, {
  operations: { quote: operation, take: operation },
  events: { 'stock.v1.item.sold': z.object({ id: z.string() }) },
});

const till = {
  name: 'till',
  description: 'Sells things.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: { stock: ['quote'] },
  publishes: {},
  subscribes: { 'stock.v1.item.sold': { version: 1 } },
} as const satisfies ServiceDeclaration;

const contracts = { stock } satisfies NeededContracts<typeof till>;

export async function calls(peers: Peers<typeof till, typeof contracts>): Promise<void> {
  const { price } = await peers.stock.quote({ id: 'a' });
  price satisfies number;
  // @ts-expect-error the input has an id
  await peers.stock.quote({});
  // @ts-expect-error stock offers it, but till does not declare that it calls it
  await peers.stock.take({ id: 'a' });
  // @ts-expect-error no such peer is declared
  await peers.bank.charge({});
}

// @ts-expect-error the contract of stock is missing
({}) satisfies NeededContracts<typeof till>;
// @ts-expect-error this is not the contract of stock
({ stock: { ...stock, declaration: till } }) satisfies NeededContracts<typeof till>;
// @ts-expect-error stock does not offer what till calls
({ stock: { ...stock, operations: { take: operation } } }) satisfies NeededContracts<typeof till>;
// @ts-expect-error stock has no schema for the event that till hears
({ stock: { ...stock, events: {} } }) satisfies NeededContracts<typeof till>;
