import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import { defineContract } from '../contract';
import type { Migrations } from '../db';
import { deadLetterMigration } from '../dead-letters';
import { inboxMigration } from '../inbox';
import { outboxMigration } from '../outbox';
import { createTestBroker, createTestDatabase, eventually, type TestBroker, type TestDatabase } from '../testing';
import { createService, type Service, type StandaloneService } from '.';

/** Two services: the kitchen cooks what the bar orders, and says when it is done. */
const kitchenDeclaration = {
  name: 'kitchen',
  description: 'Cooks.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [],
    operations: { menu: { method: 'GET', path: '/internal/menu', description: 'What there is.' } },
  },
  config: {},
  database: { migrations: true },
  calls: {},
  publishes: { 'kitchen.v1.dish.cooked': { version: 1, schema: 'DishCooked', description: 'A dish is done.' } },
  subscribes: {},
  handles: { cook: { version: 1, schema: 'Cook', description: 'Cook a dish.' } },
} as const satisfies ServiceDeclaration;

const Dish = z.object({ dish: z.string() });
const kitchenContract = defineContract(kitchenDeclaration, {
  operations: { menu: { input: z.object({}), output: z.array(z.string()) } },
  events: { 'kitchen.v1.dish.cooked': Dish },
  commands: { cook: Dish },
});

const barDeclaration = {
  name: 'bar',
  description: 'Takes orders.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'GET', path: '/menu', access: 'public' },
      { method: 'POST', path: '/orders', access: 'public' },
      { method: 'GET', path: '/orders', access: 'public' },
    ],
  },
  config: {},
  database: { migrations: true },
  calls: { kitchen: { operations: ['menu'], retries: 0 } },
  publishes: {},
  subscribes: { 'kitchen.v1.dish.cooked': { version: 1 } },
  sends: { kitchen: ['cook'] },
} as const satisfies ServiceDeclaration;

const barContract = defineContract(barDeclaration, {
  routes: {
    'GET /menu': { summary: 'The menu', responses: { 200: z.array(z.string()) } },
    'POST /orders': { summary: 'Orders a dish', body: Dish, responses: { 202: Dish } },
    'GET /orders': { summary: 'What was cooked', responses: { 200: z.array(z.string()) } },
  },
});

const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
  '004-dishes': { up: (knex) => knex.raw('create table dish (name text not null)') },
};

const barPeers = { kitchen: kitchenContract };

function setUpKitchen(service: Service<typeof kitchenDeclaration, typeof kitchenContract, object>): void {
  service.routes({});
  service.operations({ menu: async () => ['soup', 'fish'] });
  service.handlers({
    events: {},
    commands: {
      cook: async (message, { transaction }) => {
        const cooked = service.messages.event('kitchen.v1.dish.cooked', {
          aggregate: { type: 'dish', id: message.data.dish },
          data: message.data,
          cause: message,
        });
        await service.outbox.add(transaction, cooked);
      },
    },
  });
}

function setUpBar(service: Service<typeof barDeclaration, typeof barContract, typeof barPeers>): void {
  const { database, messages, outbox, peers } = service;
  service.routes({
    'GET /menu': async () => ({ status: 200, body: await peers.kitchen.menu({}) }),
    'POST /orders': async (request) => {
      const { dish } = request.body;
      const cook = messages.command('kitchen', 'cook', {
        aggregate: { type: 'dish', id: dish },
        data: { dish },
        cause: request,
      });
      await database.transaction((transaction) => outbox.add(transaction, cook));
      return { status: 202, body: { dish } };
    },
    'GET /orders': async () => {
      const rows = await database.query<{ name: string }>('select name from dish');
      return { status: 200, body: rows.map(({ name }) => name) };
    },
  });
  service.handlers({
    events: {
      'kitchen.v1.dish.cooked': async ({ data }, { transaction }) => {
        await transaction.execute({ text: 'insert into dish values ($1)', values: [data.dish] });
      },
    },
    commands: {},
  });
}

let broker: TestBroker;
const databases: TestDatabase[] = [];
const running: StandaloneService[] = [];

beforeEach(async () => {
  broker = await createTestBroker([kitchenDeclaration, barDeclaration]);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  await Promise.all(databases.splice(0).map((database) => database.drop()));
  await broker.close();
});

async function environment(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const database = await createTestDatabase(migrations);
  databases.push(database);
  return {
    PORT: '0',
    ADMIN_PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    DATABASE_URL: database.url,
    NATS_URL: broker.url,
    NATS_NKEY_SEED: broker.nkeySeed,
    ...more,
  };
}

async function startKitchen(): Promise<StandaloneService> {
  const options = { contract: kitchenContract, migrations, setup: setUpKitchen };
  const kitchen = await createService(kitchenDeclaration, options, await environment());
  running.push(kitchen);
  await kitchen.start();
  return kitchen;
}

async function startBar(kitchenUrl: string): Promise<StandaloneService> {
  const options = { contract: barContract, peers: barPeers, migrations, setup: setUpBar };
  const bar = await createService(barDeclaration, options, await environment({ PEER_KITCHEN_URL: kitchenUrl }));
  running.push(bar);
  await bar.start();
  return bar;
}

test('two services call each other and exchange messages, from their declarations alone', async () => {
  const kitchen = await startKitchen();
  const bar = await startBar(kitchen.url);

  expect(await (await fetch(`${bar.url}/menu`)).json()).toEqual(['soup', 'fish']);

  const body = JSON.stringify({ dish: 'soup' });
  const ordered = await fetch(`${bar.url}/orders`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(ordered.status).toBe(202);
  await eventually(async () => {
    expect(await (await fetch(`${bar.url}/orders`)).json()).toEqual(['soup']);
  });

  await eventually(async () => (await fetch(`${bar.adminUrl}/readyz`)).ok);
  const metrics = await (await fetch(`${bar.adminUrl}/metrics`)).text();
  expect(metrics).toContain('peer_request_duration_seconds_count{peer="kitchen",operation="menu",outcome="ok"} 1');
  expect(metrics).toContain('messages_handled_total{consumer="bar-events"');
  expect(metrics).toContain('outbox_depth 0');
});

test('a peer that is away is a problem that says so', async () => {
  const bar = await startBar('http://127.0.0.1:1');
  const response = await fetch(`${bar.url}/menu`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'upstream-unavailable' });
});

test('a lost connection to the database is replaced', async () => {
  const bar = await startBar('http://127.0.0.1:1');
  await databases[0]!.disconnectAll();
  await eventually(async () => (await fetch(`${bar.url}/orders`)).status === 200);
});

describe('a service is refused', () => {
  const kitchenOptions = { contract: kitchenContract, migrations };

  test('when its set-up leaves a declared operation without a handler', async () => {
    const options = { ...kitchenOptions, setup: () => undefined };
    await expect(createService(kitchenDeclaration, options, await environment())).rejects.toThrow(/cook|menu/);
  });

  test('when its configuration cannot be used, with everything that is wrong', async () => {
    const options = { ...kitchenOptions, setup: setUpKitchen };
    await expect(createService(kitchenDeclaration, options, { LOG_LEVEL: 'loud' })).rejects.toThrow(
      /LOG_LEVEL[\s\S]*DATABASE_URL[\s\S]*NATS_URL/,
    );
  });

  test('when it has a handler and declares nothing to hear, with the line that is missing', async () => {
    const declaration = { ...kitchenDeclaration, publishes: {}, handles: {} } as const satisfies ServiceDeclaration;
    const contract = defineContract(declaration, { operations: kitchenContract.operations });
    const setup = (service: Service<typeof declaration, typeof contract, object>): void => {
      service.routes({});
      service.operations({ menu: async () => [] });
      service.handlers({ events: {}, commands: { cook: async () => undefined } } as never);
    };
    const options = { contract, migrations, setup };
    await expect(createService(declaration, options, await environment())).rejects.toThrow(/handles: \{ cook:/);
  });

  test('when it registers something twice, or too late', async () => {
    let late: () => void = () => undefined;
    const setup = (service: Parameters<typeof setUpKitchen>[0]): void => {
      setUpKitchen(service);
      late = () => service.add({ name: 'late', start: async () => undefined, stop: async () => undefined });
      expect(() => service.routes({})).toThrow('service.routes was called twice');
    };
    await createService(kitchenDeclaration, { ...kitchenOptions, setup }, await environment());
    expect(late).toThrow('service.add was called after the set-up');
  });

  test('when it has routes that are not public and nothing to verify tokens with', async () => {
    const routes = [{ method: 'GET', path: '/secrets', access: 'user' }] as const;
    const declaration = {
      ...kitchenDeclaration,
      database: undefined,
      publishes: {},
      handles: {},
      http: { port: 3000, adminPort: 9090, routes },
    } as const satisfies ServiceDeclaration;
    const contract = defineContract(declaration, {});
    const options = {
      contract,
      setup: (service: Service<typeof declaration, typeof contract, object>) =>
        service.routes({ 'GET /secrets': async () => ({ status: 200 }) }),
    };
    await expect(createService(declaration, options, {})).rejects.toThrow(/declare TOKEN_JWKS and TOKEN_ISSUER/);
  });
});
