import { randomUUID } from 'node:crypto';
import { createLogger, createService, Database, type StandaloneService } from '@flotilla/runtime';
import {
  createTestBroker,
  createTestDatabase,
  createTestTokens,
  eventually,
  type TestBroker,
  type TestDatabase,
} from '@flotilla/runtime/testing';
import { Registry } from 'prom-client';
import type { z } from 'zod';
import { contract, type Order } from '../contract';
import type { Offer } from '../domain/pricing';
import { migrations } from '../migrations';
import { declaration } from '../service';
import { peers, setUpWith } from '../setup';
import { type FakeQuote, startFakeQuote } from './fake-quote';
import { Neighbours } from './neighbours';

const tokens = createTestTokens();

export type OrderBody = z.output<typeof Order>;

export interface Ask {
  readonly userId?: string;
  readonly roles?: readonly string[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - the first */
  readonly replica?: StandaloneService;
  readonly signal?: AbortSignal;
}

export interface Answered<Body = OrderBody> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The service over a real database and broker, with neighbours that a test directs. */
export class Stage {
  readonly neighbours: Neighbours;
  readonly quote: FakeQuote;
  readonly broker: TestBroker;
  readonly testDatabase: TestDatabase;
  /** Besides the service, for looking into tables. */
  readonly database: Database;
  readonly replicas: StandaloneService[] = [];
  readonly #closing: (() => Promise<unknown>)[];
  #now = Date.now();

  private constructor(parts: Pick<Stage, 'neighbours' | 'quote' | 'broker' | 'testDatabase'>, database: Database) {
    this.neighbours = parts.neighbours;
    this.quote = parts.quote;
    this.broker = parts.broker;
    this.testDatabase = parts.testDatabase;
    this.database = database;
    this.#closing = [() => database.stop(), () => parts.quote.close(), () => parts.broker.close()];
  }

  static async open(): Promise<Stage> {
    const testDatabase = await createTestDatabase(migrations);
    const broker = await createTestBroker([declaration]);
    const parts = { testDatabase, broker, neighbours: await Neighbours.start(broker), quote: await startFakeQuote() };
    const database = new Database({
      ...{ url: testDatabase.url, applicationName: 'test', migrations, maxConnections: 3 },
      ...{ logger: createLogger({ service: 'test', level: 'fatal' }), registry: new Registry() },
    });
    const stage = new Stage(parts, database);
    await database.start();
    await stage.startReplica();
    return stage;
  }

  async startReplica(): Promise<StandaloneService> {
    const { testDatabase, broker, quote } = this;
    const service = await createService(
      declaration,
      { contract, peers, migrations, setup: (setUp) => setUpWith(setUp, () => new Date(this.#now)) },
      {
        ...{ PORT: '0', ADMIN_PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'fatal' },
        ...{ DATABASE_URL: testDatabase.url, NATS_URL: broker.url, NATS_NKEY_SEED: broker.nkeySeed },
        ...{ PEER_PRODUCTS_URL: quote.url, TOKEN_ISSUER: tokens.issuer, TOKEN_JWKS: tokens.jwks },
      },
    );
    this.replicas.push(service);
    await service.start();
    return service;
  }

  async close(): Promise<void> {
    this.neighbours.stop();
    await Promise.all(this.replicas.map((service) => service.stop()));
    await Promise.all(this.#closing.map((close) => close()));
    await this.testDatabase.drop();
  }

  /** Lets time pass, for the saga's deadlines. */
  advance(seconds: number): void {
    this.#now += seconds * 1_000;
  }

  /** A product that is offered from now on. */
  offer(offer: Partial<Offer> = {}): Offer {
    const price = { amount: 1_250, currency: 'EUR' };
    const product: Offer = { productId: randomUUID(), name: 'Mug', price, status: 'active', ...offer };
    this.quote.offers.set(product.productId, product);
    return product;
  }

  async ask<Body = OrderBody>(request: string, ask: Ask = {}): Promise<Answered<Body>> {
    const response = await this.fetch(request, ask);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  fetch(request: string, { userId, roles, body, headers, replica, signal }: Ask = {}): Promise<Response> {
    const [method, path] = request.split(' ');
    const { url } = replica ?? (this.replicas[0] as StandaloneService);
    return fetch(`${url}${path}`, {
      method,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        ...(userId === undefined ? {} : { authorization: `Bearer ${tokens.tokenFor({ userId, roles })}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
  }

  /** Places an order of one product, which is offered first. */
  async place(userId: string, quantity = 2, productId = this.offer().productId): Promise<OrderBody> {
    const { status, body } = await this.ask('POST /orders', {
      userId,
      body: { items: [{ productId, quantity }] },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect({ status, body }).toMatchObject({ status: 202 });
    return body;
  }

  /** Waits until an order has this status. */
  until(orderId: string, status: OrderBody['status']): Promise<OrderBody> {
    return eventually(async () => {
      const { body } = await this.ask(`GET /orders/${orderId}`, { userId: 'the-administrator', roles: ['admin'] });
      expect(body).toMatchObject({ status });
      return body;
    });
  }

  /** Waits until a command about an order has arrived so many times. */
  untilAsked(orderId: string, name: string, times = 1): Promise<unknown> {
    return eventually(() =>
      expect(this.neighbours.about(orderId).filter((asked) => asked === name)).toHaveLength(times),
    );
  }

  /** Events of an order that were published, in order. */
  async published(orderId: string): Promise<string[]> {
    const rows = await this.database.query<{ subject: string }>({
      text: `select subject from outbox where aggregate_id = $1 and subject like 'orders.%' and published_at is not null
             order by pos`,
      values: [orderId],
    });
    return rows.map(({ subject }) => subject.split('.').at(-1) as string);
  }
}
