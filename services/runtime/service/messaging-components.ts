import { consumersOf, inboxPrefix, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { NatsWiring } from '../config';
import { type AnyHandlers, bindHandlers, Consumers, type ConsumersOptions } from '../consumers';
import type { Database, RetentionRule } from '../db';
import { deadLetterRetention, observeDeadLetters } from '../dead-letters';
import { inboxRetention } from '../inbox';
import type { Component } from '../lifecycle';
import { type Contracts, NatsBroker, UndeclaredMessages } from '../messaging';
import { type Outbox, OutboxRelay, observeOutbox, outboxRetention } from '../outbox';
import type { MessageHandlers } from './registrations';

export interface MessagingOptions {
  readonly declaration: ServiceDeclaration;
  readonly contracts: Contracts;
  readonly nats: NatsWiring;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly handlers: MessageHandlers;
  readonly newId: () => string;
  readonly enforce: 'refuse' | 'log';
  readonly logger: Logger;
  readonly registry: Registry;
}

/** What a service needs to exchange messages. */
export interface MessagingComponents {
  /** Connections, in the order of their start. */
  readonly broker: readonly Component[];
  /** What brings work. */
  readonly consumers: readonly Component[];
  readonly retention: readonly RetentionRule[];
}

/** Everything that is between a service's handlers and the broker. */
export function messagingComponents(options: MessagingOptions): MessagingComponents {
  const { declaration, nats, database, outbox, logger, registry } = options;
  const { name } = declaration;
  const broker = new NatsBroker({ ...nats, name, inboxPrefix: inboxPrefix(name), logger });
  const relay = new OutboxRelay({ source: name, outbox, broker, connection: database.config, logger, registry });
  observeOutbox(database, registry);
  if (consumersOf(declaration).length === 0) {
    refuseHandlers(options);
    return { broker: [broker, relay], consumers: [], retention: [outboxRetention] };
  }
  observeDeadLetters(database, registry);
  const consumers = Consumers.create({
    ...options,
    handlers: options.handlers as unknown as ConsumersOptions<ServiceDeclaration, Contracts>['handlers'],
    broker,
  });
  return {
    broker: [broker, relay],
    consumers: [consumers],
    retention: [outboxRetention, inboxRetention, deadLetterRetention],
  };
}

/** Nothing would ever reach a handler of a service that declares nothing to hear: the missing line is named instead. */
export function refuseHandlers(options: Omit<MessagingOptions, 'nats' | 'database'>): void {
  const handlers = options.handlers as unknown as AnyHandlers;
  bindHandlers(options.declaration, options.contracts, handlers, new UndeclaredMessages(options));
}
