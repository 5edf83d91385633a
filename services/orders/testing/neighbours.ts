import { randomUUID } from 'node:crypto';
import { contract as payments } from '@flotilla/payments/contract';
import { contract as products } from '@flotilla/products/contract';
import type { TestBroker } from '@flotilla/runtime/testing';
import { contract as users } from '@flotilla/users/contract';
import { headers as natsHeaders } from 'nats';
import type { z } from 'zod';
import { declaration } from '../service';

const events = { ...products.events, ...payments.events, ...users.events };
const commands = { products: products.commands, payments: payments.commands };

type Subject = keyof typeof events;

export interface Command {
  /** E.g. `products.reserve`. */
  readonly name: string;
  readonly orderId: string;
  readonly data: { readonly orderId: string } & Record<string, unknown>;
}

/** An event that answers a command. */
export type Answer = { [S in Subject]: readonly [subject: S, data: z.input<(typeof events)[S]>] }[Subject];

/** What products and payments do when nothing goes wrong. */
export function happily({ name, orderId, data }: Command): Answer | undefined {
  switch (name) {
    case 'products.reserve':
      return ['products.v1.stock.reserved', { orderId, reservedUntil: '2100-01-01T00:00:00.000Z' }];
    case 'products.commit':
      return ['products.v1.stock.committed', { orderId }];
    case 'products.release':
      return ['products.v1.stock.released', { orderId }];
    case 'payments.take': {
      const { amount, currency } = data as unknown as { amount: number; currency: string };
      return ['payments.v1.payment.paid', { orderId, paymentId: randomUUID(), amount, currency }];
    }
    default:
      return ['payments.v1.payment.refunded', { orderId, amount: 0 }];
  }
}

/** Those whom orders talks to over the broker: held to their owners' schemas, and told by the test what to say. */
export class Neighbours {
  /** Commands in the order of their arrival. */
  readonly received: Command[] = [];
  /** @default - everything goes well */
  answer: (command: Command) => Answer | undefined = happily;
  readonly #broker: TestBroker;
  readonly #stops: (() => unknown)[] = [];

  private constructor(broker: TestBroker) {
    this.#broker = broker;
  }

  static async start(broker: TestBroker): Promise<Neighbours> {
    const neighbours = new Neighbours(broker);
    for (const receiver of ['products', 'payments'] as const) {
      const consumer = await broker.raw
        .jetstream()
        .consumers.get(receiver.toUpperCase(), { filterSubjects: [`${receiver}.v1.cmd.>`] });
      const messages = await consumer.consume({
        callback: (message) => {
          const name = message.subject.split('.').at(-1) as string;
          void neighbours.#receive(receiver, name, message.json());
        },
      });
      neighbours.#stops.push(() => messages.stop());
    }
    return neighbours;
  }

  /** Publishes an event of a neighbour, as its outbox would. */
  async publish<S extends Subject>(
    subject: S,
    data: z.input<(typeof events)[S]>,
    aggregate?: { id: string; version: number },
  ): Promise<void> {
    const headers = natsHeaders();
    const id = randomUUID();
    const attributes = {
      'ce-id': id,
      'ce-type': subject,
      ...(aggregate && {
        'ce-aggregatetype': 'thing',
        'ce-subject': aggregate.id,
        'ce-aggregateversion': String(aggregate.version),
      }),
      'ce-dataversion': String((declaration.subscribes as Record<string, { version: number }>)[subject]?.version),
    };
    for (const [name, value] of Object.entries(attributes)) {
      headers.set(name, value);
    }
    const payload = JSON.stringify(events[subject].parse(data));
    await this.#broker.raw.jetstream().publish(subject, payload, { headers, msgID: id });
  }

  /** Names of the commands about an order, in the order of their arrival. */
  about(orderId: string): string[] {
    return this.received.filter((command) => command.orderId === orderId).map(({ name }) => name);
  }

  stop(): void {
    for (const stop of this.#stops) {
      stop();
    }
  }

  async #receive(receiver: keyof typeof commands, name: string, payload: unknown): Promise<void> {
    const schemas: Readonly<Record<string, z.ZodType>> = commands[receiver];
    const data = schemas[name]?.parse(payload) as Command['data'];
    const command = { name: `${receiver}.${name}`, orderId: data.orderId, data };
    this.received.push(command);
    const answer = this.answer(command);
    if (answer !== undefined) {
      await this.publish(answer[0], answer[1] as never);
    }
  }
}
