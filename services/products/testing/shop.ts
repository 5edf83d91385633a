import { createService, type StandaloneService, uuidV7Generator } from '@flotilla/runtime';
import { createTestBroker, createTestDatabase } from '@flotilla/runtime/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { z } from 'zod';
import type { NewProduct, Product, Stock } from '../contract';
import type { ProductsService } from '../dependencies';
import { migrations } from '../migrations';
import { declaration } from '../service';
import { products } from '../setup';
import { type Orders, declaration as ordersDeclaration, startOrders } from './orders';

export const newId = uuidV7Generator();

type Role = 'admin' | 'customer';

export interface CallOptions {
  /** @default - no token */
  readonly as?: Role;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer over HTTP; `body` is `undefined` where there is none. */
export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Products on a database and a broker of its own, with what asks it. */
export interface Shop {
  readonly orders: Orders;
  readonly database: ProductsService['database'];
  /** Calls the first replica. */
  call<Body = unknown>(method: string, path: string, options?: CallOptions): Promise<Reply<Body>>;
  /** Adds a product; what is not given does not matter. */
  add(given?: Partial<z.input<typeof NewProduct>>): Promise<z.output<typeof Product>>;
  stock(productId: string): Promise<z.output<typeof Stock>>;
  /** Products whose pieces do not add up, over everything that ever happened; there must be none. */
  imbalances(): Promise<unknown[]>;
  close(): Promise<void>;
}

const issuer = 'flotilla-shop';

/** @param replicas how many products run on the same database */
export async function openShop({ replicas = 1 }: { readonly replicas?: number } = {}): Promise<Shop> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' };
  const broker = await createTestBroker([declaration, ordersDeclaration]);
  const database = await createTestDatabase(migrations);
  const environment = {
    PORT: '0',
    ADMIN_PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    TOKEN_JWKS: JSON.stringify({ keys: [jwk] }),
    TOKEN_ISSUER: issuer,
    DATABASE_URL: database.url,
    NATS_URL: broker.url,
    NATS_NKEY_SEED: broker.nkeySeed,
  };
  const services: ProductsService[] = [];
  const setup = (service: ProductsService): void => {
    services.push(service);
    products.setup(service);
  };
  const running: StandaloneService[] = await Promise.all(
    Array.from({ length: replicas }, () => createService(declaration, { ...products, setup }, environment)),
  );
  const orders = await startOrders(broker);
  await Promise.all(running.map((service) => service.start()));

  const token = (role: Role): Promise<string> =>
    new SignJWT({ roles: [role] })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setSubject(`a-${role}`)
      .setIssuer(issuer)
      .setAudience(issuer)
      .setExpirationTime('5m')
      .sign(privateKey);
  const tokens = { admin: await token('admin'), customer: await token('customer') };
  const session = (services[0] as ProductsService).database;

  const call = async <Body>(
    method: string,
    path: string,
    { as, body, headers }: CallOptions = {},
  ): Promise<Reply<Body>> => {
    const response = await fetch(`${running[0]!.url}${path}`, {
      method,
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
      headers: {
        ...(as && { authorization: `Bearer ${tokens[as]}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  };

  const shop: Shop = {
    orders,
    database: session,
    call,
    add: async (given = {}) => {
      const body = { sku: newId(), name: 'A thing', price: { amount: 100, currency: 'EUR' }, ...given };
      const { status, body: product } = await call<z.output<typeof Product>>('POST', '/products', {
        as: 'admin',
        body,
      });
      if (status !== 201) {
        throw new Error(`the product was not added: ${JSON.stringify(product)}`);
      }
      return product;
    },
    stock: async (productId) =>
      (await call<z.output<typeof Stock>>('GET', `/products/${productId}/stock`, { as: 'admin' })).body,
    imbalances: () => session.query(imbalances),
    close: async () => {
      await Promise.all(running.map((service) => service.stop()));
      await orders.stop();
      await broker.close();
      await database.drop();
    },
  };
  return shop;
}

/** What the tables of stock, ledger and reservations say of each product, where they contradict each other. */
const imbalances = `
  select stock.*, ledger.total, held.quantity as held, committed.quantity as committed
  from stock,
    lateral (select coalesce(sum(delta), 0) as total from stock_ledger where product_id = stock.product_id) ledger,
    lateral (select coalesce(sum(quantity), 0) as quantity from reserved_item join reservation using (order_id)
             where product_id = stock.product_id and status = 'held') held,
    lateral (select coalesce(sum(quantity), 0) as quantity from reserved_item join reservation using (order_id)
             where product_id = stock.product_id and status = 'committed') committed
  where ledger.total <> on_hand + sold or held.quantity <> reserved or committed.quantity <> sold
    or on_hand <> reserved + available or available < 0`;
