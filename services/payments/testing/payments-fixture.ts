import { randomUUID } from 'node:crypto';
import { createService, type StandaloneService } from '@flotilla/runtime';
import {
  createTestBroker,
  createTestDatabase,
  eventually,
  type StreamOverrides,
  type TestBroker,
  type TestDatabase,
} from '@flotilla/runtime/testing';
import { headers as natsHeaders } from 'nats';
import { Client } from 'pg';
import { contract } from '../contract';
import { migrations } from '../migrations';
import { type PaymentProvider, testProvider } from '../provider';
import { declaration } from '../service';
import { setUp, setUpWith } from '../setup';

/** An answer as it lies in the stream. */
export interface SeenEvent {
  /** E.g. `paid`. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly orderId: string };
  /** Id of the command that it answers. */
  readonly causationId: string | undefined;
  readonly correlationId: string | undefined;
}

/** A database and a broker with any number of instances of the service, and somebody who sends commands. */
export class PaymentsFixture {
  readonly #running: StandaloneService[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly sql: Client,
  ) {}

  static async create(overrides?: StreamOverrides): Promise<PaymentsFixture> {
    const [database, broker] = await Promise.all([
      createTestDatabase(migrations),
      createTestBroker([declaration], overrides),
    ]);
    const sql = new Client({ connectionString: database.url });
    await sql.connect();
    return new PaymentsFixture(database, broker, sql);
  }

  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      PORT: '0',
      ADMIN_PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      DATABASE_URL: this.database.url,
      NATS_URL: this.broker.url,
      NATS_NKEY_SEED: this.broker.nkeySeed,
      PROVIDER_TIMEOUT_MS: '200',
      ...more,
    };
  }

  /**
   * Starts an instance.
   * @param around changes the provider's behaviour
   */
  async start(around?: (provider: PaymentProvider) => PaymentProvider): Promise<StandaloneService> {
    const setup = (service: Parameters<typeof setUp>[0]): void =>
      around === undefined ? setUp(service) : setUpWith(service, around(testProvider(service.database)));
    const options = { contract, migrations, setup };
    const service = await createService(declaration, options, this.environment());
    this.#running.push(service);
    await service.start();
    return service;
  }

  /**
   * Sends a command under a new id.
   * @param aggregateId commands of one aggregate wait for each other in one process; those of another do not, as if
   * another process handled them
   * @returns the id
   */
  async send(
    name: 'take' | 'refund',
    data: { readonly orderId: string } & Record<string, unknown>,
    aggregateId = data.orderId,
  ): Promise<string> {
    const id = randomUUID();
    const headers = natsHeaders();
    for (const [key, value] of Object.entries({
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': 'orders',
      'ce-type': name,
      'ce-time': new Date().toISOString(),
      'ce-subject': aggregateId,
      'ce-aggregatetype': 'order',
      'correlation-id': `flow of ${data.orderId}`,
    })) {
      headers.set(key, value);
    }
    await this.broker.raw.jetstream().publish(`payments.v1.cmd.${name}`, JSON.stringify(data), { headers, msgID: id });
    return id;
  }

  take(orderId: string, amount: number, currency = 'EUR'): Promise<string> {
    return this.send('take', { orderId, amount, currency });
  }

  refund(orderId: string): Promise<string> {
    return this.send('refund', { orderId });
  }

  /** The answers to this command; waits for the first. */
  answersTo(commandId: string): Promise<SeenEvent[]> {
    return eventually(async () => {
      const answers = (await this.events()).filter(({ causationId }) => causationId === commandId);
      return answers.length > 0 ? answers : false;
    });
  }

  /** The one answer to this command. */
  async answerTo(commandId: string): Promise<SeenEvent> {
    const answers = await this.answersTo(commandId);
    expect(answers).toHaveLength(1);
    return answers[0]!;
  }

  /** All events so far, in their order. */
  async events(): Promise<SeenEvent[]> {
    const { manager, raw } = this.broker;
    const { state } = await manager.streams.info('PAYMENTS', { subjects_filter: 'payments.v1.payment.>' });
    const count = Object.values(state.subjects ?? {}).reduce((sum, n) => sum + n, 0);
    if (count === 0) {
      return [];
    }
    const consumer = await raw.jetstream().consumers.get('PAYMENTS', { filterSubjects: 'payments.v1.payment.>' });
    const events: SeenEvent[] = [];
    for await (const message of await consumer.fetch({ max_messages: count, expires: 5_000 })) {
      const header = (name: string): string | undefined => message.headers?.get(name) || undefined;
      events.push({
        type: message.subject.slice('payments.v1.payment.'.length),
        data: message.json(),
        causationId: header('causation-id'),
        correlationId: header('correlation-id'),
      });
      if (events.length === count) {
        break;
      }
    }
    return events;
  }

  /** What the test provider has on record for an order. */
  async ledger(orderId: string): Promise<{ status: string; amount: string | null; requests: number }[]> {
    const text = 'select status, amount, requests from test_provider_ledger where order_id = $1';
    return (await this.sql.query(text, [orderId])).rows;
  }

  async statusOf(orderId: string): Promise<string | undefined> {
    return (await this.sql.query('select status from payment where order_id = $1', [orderId])).rows[0]?.status;
  }

  /** Stops all instances. */
  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((service) => service.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.sql.end();
    await this.database.drop();
    await this.broker.close();
  }
}
