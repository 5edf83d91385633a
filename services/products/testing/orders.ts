import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import {
  createService,
  deadLetterMigration,
  defineContract,
  inboxMigration,
  type Message,
  outboxMigration,
  type Service,
} from '@flotilla/runtime';
import { createTestDatabase, eventually, type TestBroker } from '@flotilla/runtime/testing';
import type { z } from 'zod';
import { contract as products } from '../contract';

/** The part of orders that talks to products: sends commands, and hears everything that products says. */
export const declaration = {
  name: 'orders',
  description: 'Sends commands to products.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  database: { migrations: true },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {
    'products.v1.stock.reserved': { version: 1 },
    'products.v1.stock.refused': { version: 1 },
    'products.v1.stock.released': { version: 1 },
    'products.v1.stock.committed': { version: 1 },
    'products.v1.stock.changed': { version: 1 },
    'products.v1.product.created': { version: 1 },
    'products.v1.product.changed': { version: 1 },
  },
  sends: { products: ['reserve', 'release', 'commit'] },
} as const satisfies ServiceDeclaration;

const contract = defineContract(declaration, {});
const peers = { products };
const migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
};

type Commands = typeof products.commands;

export interface Orders {
  /** Everything heard so far. */
  readonly heard: readonly Message[];
  /** Sends a command. @returns its id */
  send<Name extends keyof Commands & string>(name: Name, data: z.output<Commands[Name]>): Promise<string>;
  /** Sends a command and waits for its answer: the event about the order that it caused. */
  ask<Name extends keyof Commands & string>(name: Name, data: z.output<Commands[Name]>): Promise<Answer>;
  answerTo(commandId: string): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  /** Without its owner and version, e.g. `stock.reserved`. */
  readonly type: string;
  readonly data: { readonly orderId: string } & Record<string, unknown>;
}

export async function startOrders(broker: TestBroker): Promise<Orders> {
  const database = await createTestDatabase(migrations);
  const heard: Message[] = [];
  let service: Service<typeof declaration, typeof contract, typeof peers> | undefined;
  const hear = async (message: Message): Promise<void> => {
    heard.push(message);
  };
  const orders = await createService(
    declaration,
    {
      contract,
      peers,
      migrations,
      setup: (given) => {
        service = given;
        given.routes({});
        given.operations({});
        given.handlers({
          events: {
            'products.v1.stock.reserved': hear,
            'products.v1.stock.refused': hear,
            'products.v1.stock.released': hear,
            'products.v1.stock.committed': hear,
            'products.v1.stock.changed': hear,
            'products.v1.product.created': hear,
            'products.v1.product.changed': hear,
          },
          commands: {},
        });
      },
    },
    {
      PORT: '0',
      ADMIN_PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      DATABASE_URL: database.url,
      NATS_URL: broker.url,
      NATS_NKEY_SEED: broker.nkeySeed,
    },
  );
  await orders.start();
  const { messages, outbox, database: session } = service!;

  const send: Orders['send'] = async (name, data) => {
    const command = messages.command('products', name, {
      aggregate: { type: 'order', id: data.orderId },
      data: data as never,
    });
    await session.transaction((transaction) => outbox.add(transaction, command));
    return command.id;
  };
  const answerTo = (commandId: string): Promise<Answer> =>
    eventually(() => {
      const answer = heard.find(
        ({ causationId, aggregate }) => causationId === commandId && aggregate?.type === 'order',
      );
      return answer === undefined
        ? false
        : { type: answer.subject.replace('products.v1.', ''), data: answer.data as Answer['data'] };
    });
  return {
    heard,
    send,
    answerTo,
    ask: async (name, data) => answerTo(await send(name, data)),
    stop: async () => {
      await orders.stop();
      await database.drop();
    },
  };
}
