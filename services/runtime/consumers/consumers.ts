import { type ConsumerName, consumersOf, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { runInContext } from '../context';
import type { Database } from '../db';
import type { Component } from '../lifecycle/component';
import {
  type Broker,
  type ConsumerState,
  type Contracts,
  type Delivery,
  type DurableConsumer,
  header,
  type Message,
  UndeclaredMessages,
} from '../messaging';
import type { Outbox } from '../outbox';
import { type Binding, bindHandlers } from './bindings';
import { ConsumerLoop } from './consumer-loop';
import { type ConsumerMetrics, consumerMetrics } from './consumer-metrics';
import { inConsumerSpan } from './consumer-span';
import { DeadLetterReplay } from './dead-letter-replay';
import type { AnyHandlers, Handlers } from './handlers';
import { type SettleOptions, settleDelivery } from './settle-delivery';

export interface ConsumersOptions<D extends ServiceDeclaration, C extends Contracts> {
  readonly declaration: D;
  readonly contracts: C;
  readonly handlers: Handlers<D, C>;
  readonly broker: Broker;
  readonly database: Database;
  readonly outbox: Outbox;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly enforce: 'refuse' | 'log';
  readonly logger: Logger;
  readonly registry: Registry;
  /** Messages handled at the same time, by purpose. @default - 4 each */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** Length of a second of retry delay, in milliseconds; tests make it short. @default 1000 */
  readonly retrySecondMs?: number;
}

type AnyOptions = ConsumersOptions<ServiceDeclaration, Contracts>;

interface Reader {
  readonly name: ConsumerName;
  readonly durable: DurableConsumer;
  readonly loop: ConsumerLoop;
}

const defaultConcurrency = 4;
const stateAgeMs = 5_000;

/**
 * Reads all durable consumers of a service. It makes none: the platform does, from the same declaration, and while
 * one is missing the service is not ready.
 */
export class Consumers implements Component {
  readonly name = 'consumers';
  readonly #readers: readonly Reader[];
  readonly #replay: DeadLetterReplay;
  #states: { at: number; all: Promise<ConsumerState[]> } | undefined;

  private constructor(options: AnyOptions, bindings: ReadonlyMap<string, Binding>) {
    const metrics = consumerMetrics(options.registry, () => this.#lag());
    const settling = settleOptions(options);
    const names = consumersOf(options.declaration);
    this.#readers = names.map((name) => reader(options, settling, name, bindings, metrics));
    const consumers = names.map(({ durable }) => durable);
    this.#replay = new DeadLetterReplay({ ...settling, consumers, bindings, metrics, logger: options.logger });
  }

  static create<const D extends ServiceDeclaration, const C extends Contracts>(
    options: ConsumersOptions<D, C>,
  ): Consumers {
    const declaration: ServiceDeclaration = options.declaration;
    const undeclared = new UndeclaredMessages({ ...options, declaration });
    const handlers = options.handlers as unknown as AnyHandlers;
    const bindings = bindHandlers(declaration, options.contracts, handlers, undeclared);
    return new Consumers(options as unknown as AnyOptions, bindings);
  }

  async start(): Promise<void> {
    for (const { loop } of this.#readers) {
      loop.start();
    }
    await this.#replay.start();
  }

  async drain(deadline: AbortSignal): Promise<void> {
    await Promise.all([this.#replay.drain(deadline), ...this.#readers.map(({ loop }) => loop.drain(deadline))]);
  }

  async stop(): Promise<void> {
    await this.drain(AbortSignal.abort());
  }

  async ready(): Promise<void> {
    await this.#currentStates();
  }

  async #lag(): Promise<[string, ConsumerState][]> {
    const states = await this.#currentStates();
    return states.map((state, index) => [(this.#readers[index] as Reader).name.durable, state]);
  }

  #currentStates(): Promise<ConsumerState[]> {
    if (this.#states === undefined || Date.now() - this.#states.at > stateAgeMs) {
      const all = Promise.all(this.#readers.map(({ durable }) => durable.state()));
      this.#states = { at: Date.now(), all };
      all.catch(() => {
        this.#states = undefined;
      });
    }
    return this.#states.all;
  }
}

function settleOptions(options: AnyOptions): SettleOptions {
  return {
    ...options,
    service: options.declaration.name,
    retrySecondMs: options.retrySecondMs ?? 1_000,
    around: <T>(message: Message, consumer: string, work: () => Promise<T>): Promise<T> =>
      inConsumerSpan(message, consumer, () => runInContext({ correlationId: message.correlationId }, work)),
  };
}

function reader(
  options: AnyOptions,
  settling: SettleOptions,
  name: ConsumerName,
  bindings: ReadonlyMap<string, Binding>,
  metrics: ConsumerMetrics,
): Reader {
  const { broker } = options;
  const logger = options.logger.child({ consumer: name.durable });
  const durable = broker.consumer(name.stream, name.durable);
  const settle = async (delivery: Delivery, maxDeliver: number, stopping: AbortSignal): Promise<void> => {
    const began = performance.now();
    const { subject, headers } = delivery;
    const messageLogger = logger.child({ subject, messageId: headers[header.id] });
    const binding = bindings.get(subject);
    try {
      const outcome = await settleDelivery(
        settling,
        name.durable,
        maxDeliver,
        binding,
        delivery,
        messageLogger,
        stopping,
      );
      metrics.handled(name.durable, subject, outcome, (performance.now() - began) / 1_000);
    } catch (error) {
      // The connection ended between handling and answer: the broker brings the message again.
      messageLogger.warn({ err: error }, 'the broker could not be told how handling went');
    }
  };
  const concurrency = options.concurrency?.[name.purpose] ?? defaultConcurrency;
  return { name, durable, loop: new ConsumerLoop({ broker, consumer: durable, concurrency, settle, logger }) };
}
