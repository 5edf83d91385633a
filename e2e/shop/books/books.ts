import { Client } from 'pg';

/** What the databases of a shop say, service by service. */
export interface Books {
  readonly orders: readonly OrderRow[];
  /** Ids of orders whose saga goes on. */
  readonly activeSagas: readonly string[];
  readonly stock: readonly StockRow[];
  /** Pieces by order and product that are still held. */
  readonly held: readonly string[];
  /** What the payment provider has on record. */
  readonly charges: readonly ChargeRow[];
  readonly payments: readonly { readonly orderId: string; readonly status: string }[];
  /** As products has them, and as orders was told; one line each. */
  readonly catalogue: { readonly original: readonly string[]; readonly copy: readonly string[] };
  /** Messages that were decided and not sent, and those that could not be handled, by service. */
  readonly unsent: readonly string[];
  readonly deadLetters: readonly string[];
}

export interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
}

export interface StockRow {
  readonly productId: string;
  /** Sum of the ledger of adjustments. */
  readonly supplied: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

export interface ChargeRow {
  readonly orderId: string;
  readonly amount: number;
  /** `charged`: the money was taken and not given back. */
  readonly status: string;
}

/** @param urlOf URL of a service's database */
export async function readBooks(urlOf: (service: string) => string): Promise<Books> {
  const messaging = await Promise.all(
    ['users', 'products', 'orders', 'payments'].map((service) =>
      withDatabase(urlOf(service), async (query) => ({
        unsent: (
          await query<{ subject: string; last_error: string | null }>(
            'select subject, last_error from outbox where published_at is null',
          )
        ).map(({ subject, last_error }) => `${service}: ${subject} (${last_error ?? 'not tried yet'})`),
        deadLetters: service === 'users' ? [] : await deadLettersIn(service, query),
      })),
    ),
  );
  const [orders, products, payments] = await Promise.all([
    withDatabase(urlOf('orders'), readOrders),
    withDatabase(urlOf('products'), readProducts),
    withDatabase(urlOf('payments'), readPayments),
  ]);
  return {
    ...orders.books,
    ...products.books,
    ...payments,
    catalogue: { original: products.catalogue, copy: orders.catalogue },
    unsent: messaging.flatMap(({ unsent }) => unsent),
    deadLetters: messaging.flatMap(({ deadLetters }) => deadLetters),
  };
}

type Query = <Row extends object>(text: string) => Promise<Row[]>;

async function deadLettersIn(service: string, query: Query): Promise<string[]> {
  const rows = await query<{ subject: string; error: string }>(
    'select subject, error from dead_letter where resolved_at is null',
  );
  return rows.map(({ subject, error }) => `${service}: ${subject} (${error})`);
}

async function readOrders(query: Query) {
  const orders = await query<OrderRow>('select id, status, total::float8 as total, items from customer_order');
  const sagas = await query<{ key: string }>("select key from saga where status = 'active'");
  return {
    books: { orders, activeSagas: sagas.map(({ key }) => key) },
    catalogue: await linesOf(
      query,
      'select product_id, name, price, currency, status from catalogue order by product_id',
    ),
  };
}

async function readProducts(query: Query) {
  const stock = await query<StockRow>(`
    select product_id as "productId", available::float8, reserved::float8, sold::float8,
      (select coalesce(sum(delta), 0) from stock_ledger where product_id = stock.product_id)::float8 as supplied
    from stock`);
  const held = await linesOf(
    query,
    "select order_id, product_id, quantity from reserved_item join reservation using (order_id) where status = 'held'",
  );
  return {
    books: { stock, held },
    catalogue: await linesOf(query, 'select id, name, price_amount, price_currency, status from product order by id'),
  };
}

async function readPayments(query: Query) {
  const charges = await query<ChargeRow>(
    'select order_id as "orderId", coalesce(amount, 0)::float8 as amount, status from test_provider_ledger',
  );
  const payments = await query<{ orderId: string; status: string }>(
    'select order_id as "orderId", status from payment',
  );
  return { charges, payments };
}

async function linesOf(query: Query, text: string): Promise<string[]> {
  return (await query(text)).map((row) => Object.values(row).join(' '));
}

async function withDatabase<T>(url: string, use: (query: Query) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // The server may be restarted at any time; the query then fails.
  await client.connect();
  try {
    return await use(async (text) => (await client.query(text)).rows);
  } finally {
    await client.end();
  }
}
