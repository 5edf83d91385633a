import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import { createService, defineContract, type Service } from '..';

const stockDeclaration = {
  name: 'stock',
  description: 'Counts things.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [],
    operations: { quote: { method: 'POST', path: '/internal/quote', safe: true, description: 'Says a price.' } },
  },
  config: {},
  calls: {},
  publishes: { 'stock.v1.item.sold': { version: 1, schema: 'Sold', description: 'One is gone.' } },
  subscribes: {},
  handles: { order: { version: 1, schema: 'Order', description: 'Order more.' } },
} as const satisfies ServiceDeclaration;

const Item = z.object({ id: z.string() });
const stock = defineContract(stockDeclaration, {
  operations: { quote: { input: Item, output: z.object({ price: z.number() }) } },
  events: { 'stock.v1.item.sold': Item },
  commands: { order: Item },
});

const declaration = {
  name: 'till',
  description: 'Sells things.',
  http: { port: 3000, adminPort: 9090, routes: [{ method: 'POST', path: '/sales', access: 'public' }] },
  database: { migrations: true },
  config: { CURRENCY: { type: 'enum', values: ['EUR', 'USD'], default: 'EUR', description: 'Of all prices.' } },
  calls: { stock: ['quote'] },
  publishes: { 'till.v1.sale.made': { version: 1, schema: 'SaleMade', description: 'Something was sold.' } },
  subscribes: { 'stock.v1.item.sold': { version: 1 } },
  sends: { stock: ['order'] },
} as const satisfies ServiceDeclaration;

const contract = defineContract(declaration, {
  events: { 'till.v1.sale.made': z.object({ price: z.number() }) },
  routes: { 'POST /sales': { summary: 'Sells', body: Item, responses: { 204: null } } },
});

const peers = { stock };
const about = { aggregate: { type: 'sale', id: '1' } };

export async function setup(service: Service<typeof declaration, typeof contract, typeof peers>): Promise<void> {
  service.config.CURRENCY satisfies 'EUR' | 'USD';
  (await service.peers.stock.quote({ id: '1' })).price satisfies number;
  service.messages.event('till.v1.sale.made', { ...about, data: { price: 1 } });
  service.messages.command('stock', 'order', { ...about, data: { id: '1' } });
  service.database.transaction;

  // @ts-expect-error no such key is declared
  service.config.COLOUR;
  // @ts-expect-error no such peer is declared
  service.peers.bank;
  // @ts-expect-error no such operation is declared
  service.peers.stock.take;
  // @ts-expect-error no such subject is declared
  service.messages.event('till.v1.sale.undone', { ...about, data: { price: 1 } });
  // @ts-expect-error the event has another schema
  service.messages.event('till.v1.sale.made', { ...about, data: { price: 'much' } });
  // @ts-expect-error no such command is declared
  service.messages.command('stock', 'burn', { ...about, data: { id: '1' } });

  service.routes({
    'POST /sales': async ({ body }) => {
      body.id satisfies string;
      return { status: 204 };
    },
  });
  // @ts-expect-error the declared route has no handler
  service.routes({});
  service.routes({
    'POST /sales': async () => ({ status: 204 }),
    // @ts-expect-error no such route is declared
    'GET /sales': async () => ({ status: 204 }),
  });
  service.handlers({
    events: {
      'stock.v1.item.sold': async ({ data }) => {
        data.id satisfies string;
      },
    },
    commands: {},
  });
  // @ts-expect-error the declared event has no handler
  service.handlers({ events: {}, commands: {} });
}

createService(declaration, { contract, peers, migrations: {}, setup }, {});
// @ts-expect-error the contracts of the peers are missing
createService(declaration, { contract, migrations: {}, setup }, {});
// @ts-expect-error this is not the contract of stock
createService(declaration, { contract, peers: { stock: contract }, migrations: {}, setup }, {});
// @ts-expect-error a service with a database has migrations
createService(declaration, { contract, peers, setup }, {});
// @ts-expect-error this is the contract of another service
createService(declaration, { contract: stock, peers, migrations: {}, setup: () => undefined }, {});
