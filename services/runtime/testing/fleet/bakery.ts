import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import { defineContract } from '../../contract';
import type { Migrations } from '../../db';
import { deadLetterMigration } from '../../dead-letters';
import { inboxMigration } from '../../inbox';
import { outboxMigration } from '../../outbox';
import type { Service } from '../../service';

/** Three services that only exist here: the bakery has the mill grind and the oven bake, and a door forwards to it. */
const http = { port: 3000, adminPort: 9090, routes: [] } as const;

const millDeclaration = {
  name: 'mill',
  description: 'Grinds.',
  http: {
    ...http,
    operations: { grind: { method: 'POST', path: '/internal/grind', description: 'Grinds grain.' } },
  },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;

const millContract = defineContract(millDeclaration, {
  operations: { grind: { input: z.object({ grams: z.int().max(5_000) }), output: z.object({ flour: z.int() }) } },
});

const ovenDeclaration = {
  name: 'oven',
  description: 'Bakes.',
  http,
  database: { migrations: true },
  config: {},
  calls: {},
  publishes: { 'oven.v1.bread.baked': { version: 1, schema: 'BreadBaked', description: 'A bread is done.' } },
  subscribes: {},
  handles: { bake: { version: 1, schema: 'Bake', description: 'Bake a bread.' } },
} as const satisfies ServiceDeclaration;

const Bread = z.object({ flour: z.int().positive() });
const ovenContract = defineContract(ovenDeclaration, {
  events: { 'oven.v1.bread.baked': Bread },
  commands: { bake: Bread },
});

const bakeryDeclaration = {
  name: 'bakery',
  description: 'Sells bread.',
  http: {
    ...http,
    routes: [
      { method: 'POST', path: '/breads', access: 'user' },
      { method: 'GET', path: '/breads', access: { roles: ['baker'] } },
    ],
  },
  database: { migrations: true },
  config: {
    GRAMS: { type: 'integer', default: 500, minimum: 1, maximum: 10_000, description: 'Grain for a bread.' },
    TOKEN_ISSUER: { type: 'string', default: 'bakery', description: 'Issuer of tokens.' },
    TOKEN_JWKS: { type: 'string', secret: { name: 'token-keys', key: 'public' }, description: 'Keys of tokens.' },
  },
  calls: { mill: { operations: ['grind'], retries: 0 } },
  publishes: { 'bakery.v1.bread.ordered': { version: 1, schema: 'BreadOrdered', description: 'Somebody is hungry.' } },
  subscribes: { 'oven.v1.bread.baked': { version: 1 } },
  sends: { oven: ['bake'] },
} as const satisfies ServiceDeclaration;

const bakeryContract = defineContract(bakeryDeclaration, {
  events: { 'bakery.v1.bread.ordered': z.object({ customer: z.string() }) },
  routes: {
    'POST /breads': { summary: 'Orders a bread', responses: { 202: null } },
    'GET /breads': { summary: 'Flour in the breads that are done', responses: { 200: z.array(z.int()) } },
  },
});

const messaging: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
};

const peers = { mill: millContract, oven: ovenContract };

export const mill = {
  declaration: millDeclaration,
  contract: millContract,
  setup: (service: Service<typeof millDeclaration, typeof millContract, object>): void => {
    service.routes({});
    service.operations({ grind: async ({ grams }) => ({ flour: grams - 1 }) });
  },
};

export const oven = {
  declaration: ovenDeclaration,
  contract: ovenContract,
  migrations: messaging,
  setup: ({ routes, handlers, messages, outbox }: Service<typeof ovenDeclaration, typeof ovenContract, object>) => {
    routes({});
    handlers({
      events: {},
      commands: {
        bake: async (message, { transaction }) => {
          const aggregate = { type: 'bread', id: message.id };
          const baked = messages.event('oven.v1.bread.baked', { aggregate, data: message.data, cause: message });
          await outbox.add(transaction, baked);
        },
      },
    });
  },
};

export const bakery = {
  declaration: bakeryDeclaration,
  contract: bakeryContract,
  peers,
  migrations: {
    ...messaging,
    '004-bread': { up: (knex) => knex.raw('create table bread (flour integer not null)') },
  } satisfies Migrations,
  setup: (service: Service<typeof bakeryDeclaration, typeof bakeryContract, typeof peers>): void => {
    const { config, database, messages, outbox } = service;
    service.routes({
      'POST /breads': async (request) => {
        const { flour } = await service.peers.mill.grind({ grams: config.GRAMS });
        const about = { aggregate: { type: 'bread', id: request.id }, cause: request };
        const ordered = messages.event('bakery.v1.bread.ordered', {
          ...about,
          data: { customer: request.identity.userId },
        });
        const bake = messages.command('oven', 'bake', { ...about, data: { flour } });
        await database.transaction((transaction) => outbox.add(transaction, ordered, bake));
        return { status: 202 };
      },
      'GET /breads': async () => {
        const rows = await database.query<{ flour: number }>('select flour from bread order by flour');
        return { status: 200, body: rows.map(({ flour }) => flour) };
      },
    });
    service.handlers({
      events: {
        'oven.v1.bread.baked': async ({ data }, { transaction }) => {
          await transaction.execute({ text: 'insert into bread values ($1)', values: [data.flour] });
        },
      },
      commands: {},
    });
  },
};

/** A gateway: what it forwards to, it need not know by contract. */
const doorDeclaration = {
  name: 'door',
  description: 'Lets people in.',
  http: { ...http, routes: [{ method: 'GET', path: '/breads', access: 'public' }] },
  config: {},
  calls: {},
  forwards: { bakery: {} },
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;

const doorContract = defineContract(doorDeclaration, {});

export const door = {
  declaration: doorDeclaration,
  contract: doorContract,
  setup: (service: Service<typeof doorDeclaration, typeof doorContract, object>): void => {
    const { bakery: url } = service.wiring.peerUrls;
    service.routes({
      'GET /breads': async ({ headers: { authorization } }) => {
        const answer = await fetch(`${url}/breads`, { headers: authorization === undefined ? {} : { authorization } });
        return { status: answer.status, body: await answer.json() };
      },
    });
  },
};
