import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { Consumers, type Handler, type TransactionalHandler } from '../../consumers';
import { Database, type Migrations, uuidV7Generator } from '../../db';
import { deadLetterMigration } from '../../dead-letters';
import { inboxMigration } from '../../inbox';
import { Outbox, OutboxRelay, outboxMigration } from '../../outbox';
import { createMessages } from '../messages';
import { NatsBroker, type NatsBrokerOptions } from '../nats';

/** Two services that only exist here: the ledger posts entries, the audit writes each down once. */
export const ledger = {
  name: 'ledger',
  description: 'Posts entries.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {},
  publishes: { 'ledger.v1.entry.posted': { version: 1, schema: 'EntryPosted', description: 'An entry was posted.' } },
  subscribes: {},
  handles: { post: { version: 1, schema: 'PostEntry', description: 'Post an entry.' } },
} as const satisfies ServiceDeclaration;

export const audit = {
  name: 'audit',
  description: 'Writes entries down.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {},
  publishes: {},
  subscribes: { 'ledger.v1.entry.posted': { version: 1 } },
  sends: { ledger: ['post'] },
} as const satisfies ServiceDeclaration;

export const contracts = {
  ledger: {
    events: { 'ledger.v1.entry.posted': z.object({ amount: z.int() }) },
    commands: { post: z.object({ amount: z.int() }) },
  },
  audit: { events: {}, commands: {} },
} as const;

/** `effect` has no key on purpose: whatever is done twice is seen twice. */
export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
  '004-effects': {
    up: (knex: Knex) => knex.raw('create table effect (message_id text not null, amount bigint not null)'),
  },
};

export const newId = uuidV7Generator();
export const silent = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

/** A short second: retries that would take minutes take a moment. */
export const retrySecondMs = 20;

export function openDatabase(url: string): Database {
  return new Database({ url, applicationName: 'test', migrations, logger: silent, registry: new Registry() });
}

export type BrokerConnection = Pick<NatsBrokerOptions, 'url' | 'name' | 'inboxPrefix' | 'nkeySeed'>;

export function openBroker(connection: BrokerConnection): NatsBroker {
  return new NatsBroker({ ...connection, logger: silent });
}

export function ledgerMessages() {
  return createMessages({
    declaration: ledger,
    contracts,
    newId,
    enforce: 'refuse',
    logger: silent,
    registry: new Registry(),
  });
}

export function ledgerRelay(database: Database, outbox: Outbox, broker: NatsBroker): OutboxRelay {
  return new OutboxRelay({
    source: 'ledger',
    outbox,
    broker,
    connection: database.config,
    logger: silent,
    registry: new Registry(),
    retry: { firstRetryMs: 10, lastRetryMs: 50, maxAttempts: 3 },
  });
}

type Entry = { amount: number };
export type EntryHandler = Handler<Entry>;

/** What the audit does with an entry. */
export const writeDown: TransactionalHandler<Entry> = async (message, { transaction }) => {
  await transaction.execute({
    text: 'insert into effect (message_id, amount) values ($1, $2)',
    values: [message.id, message.data.amount],
  });
};

export function auditConsumers(
  database: Database,
  broker: NatsBroker,
  handler: EntryHandler = writeDown,
  outbox: Outbox = new Outbox(),
): Consumers {
  return Consumers.create({
    declaration: audit,
    contracts,
    handlers: { events: { 'ledger.v1.entry.posted': handler }, commands: {} },
    broker,
    database,
    outbox,
    newId,
    enforce: 'refuse',
    logger: silent,
    registry: new Registry(),
    retrySecondMs,
  });
}

/** Posts entries of these amounts, each about an aggregate of its own unless one is named. */
export async function post(
  database: Database,
  outbox: Outbox,
  amounts: readonly number[],
  aggregateId?: string,
): Promise<string[]> {
  const messages = ledgerMessages();
  const posted = amounts.map((amount, index) =>
    messages.event('ledger.v1.entry.posted', {
      aggregate: { type: 'entry', id: aggregateId ?? newId(), version: index + 1 },
      data: { amount },
    }),
  );
  await database.transaction((transaction) => outbox.add(transaction, ...posted));
  return posted.map(({ id }) => id);
}

/** Amounts that the audit has written down. */
export async function effects(database: Database): Promise<number[]> {
  const rows = await database.query<{ amount: number }>('select amount from effect order by amount');
  return rows.map(({ amount }) => amount);
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
