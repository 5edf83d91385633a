import type { Database, Statement, Transaction } from '@flotilla/runtime';
import type { Product } from '../domain/product';
import { sortKeyOf, wordsOf } from '../domain/search-text';

export interface ProductRow {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly price_amount: number;
  readonly price_currency: string;
  readonly tags: string[];
  readonly status: Product['status'];
  readonly version: number;
}

export type QuoteRow = Pick<ProductRow, 'id' | 'name' | 'price_amount' | 'price_currency' | 'status'>;

export const productColumns = [
  'id',
  'sku',
  'name',
  'description',
  'price_amount',
  'price_currency',
  'tags',
  'status',
  'version',
] as const satisfies readonly (keyof ProductRow)[];

const columns = productColumns.join(', ');

/** Name of the constraint that an insert with a taken sku violates. */
export const skuTaken = 'product_sku_taken';

export function productOf({ price_amount, price_currency, ...row }: ProductRow): Product {
  const { id, sku, name, description, tags, status, version } = row;
  return {
    id,
    sku,
    name,
    description,
    price: { amount: price_amount, currency: price_currency },
    tags,
    status,
    version,
  };
}

/** The hot reads of single products, as prepared statements. */
export function productReads(database: Database) {
  const byId = database.prepare<{ id: string }, ProductRow>('product-by-id', (knex, input) =>
    knex('product').select(productColumns).where('id', input('id')),
  );
  const quotes = database.prepare<{ ids: readonly string[] }, QuoteRow>('product-quotes', (_, input) => ({
    text: 'select id, name, price_amount, price_currency, status from product where id = any($1::uuid[])',
    values: [input('ids')],
  }));
  return { byId, quotes };
}

/** The product as it is now, kept from others who would change it. */
export async function lockProduct(transaction: Transaction, id: string): Promise<Product | undefined> {
  const row = await transaction.first<ProductRow>({
    text: `select ${columns} from product where id = $1 for no key update`,
    values: [id],
  });
  return row && productOf(row);
}

export function insertProduct(product: Product): Statement {
  return {
    text: `insert into product (id, sku, name, description, price_amount, price_currency, tags, status, version, sort_name, words)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, array_to_tsvector($11::text[]))`,
    values: [product.id, product.sku, ...changeableValues(product)],
  };
}

export function updateProduct(product: Product): Statement {
  return {
    text: `update product set name = $2, description = $3, price_amount = $4, price_currency = $5, tags = $6, status = $7,
             version = $8, sort_name = $9, words = array_to_tsvector($10::text[]), changed_at = clock_timestamp()
           where id = $1`,
    values: [product.id, ...changeableValues(product)],
  };
}

function changeableValues({ sku, name, description, price, tags, status, version }: Product): unknown[] {
  const words = wordsOf(`${sku} ${name} ${description}`);
  return [name, description, price.amount, price.currency, tags, status, version, sortKeyOf(name), words];
}
