import type { Database } from '@flotilla/runtime';
import { type ProductRow, productColumns } from './products';

/** Lists are sorted by this column and then by id, both in the same direction. */
const orders = {
  newest: { column: 'id', direction: 'desc', compare: '<' },
  name: { column: 'sort_name', direction: 'asc', compare: '>' },
  price: { column: 'price_amount', direction: 'asc', compare: '>' },
  '-price': { column: 'price_amount', direction: 'desc', compare: '<' },
} as const;

export type ProductOrder = keyof typeof orders;

export interface ProductFilter {
  readonly status: 'active' | 'archived';
  /** All of them begin a word of the product. */
  readonly words?: readonly string[];
  readonly tag?: string;
  readonly minPrice?: number;
  readonly maxPrice?: number;
}

export interface ProductListing extends ProductFilter {
  readonly order: ProductOrder;
  /** Only what comes after this. */
  readonly after?: { readonly value: string | number; readonly id: string };
  /** How many are wanted at most. */
  readonly limit: number;
}

export interface FoundProduct extends ProductRow {
  readonly sort_name: string;
}

/**
 * A statement gives a row more than the smallest of these sizes that is enough, written into its text. With a limit
 * that is a parameter PostgreSQL plans every call anew: no generic plan looks as good (seen on 18.4, 20,000 products).
 */
const pageSizes = [20, 100] as const;

interface Values {
  readonly status: string;
  /** A `tsquery`. */
  readonly words: string | undefined;
  readonly tag: readonly (string | undefined)[];
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly value: string | number | undefined;
  readonly id: string | undefined;
}

/**
 * Finds products. Every combination of filters is a statement of its own, prepared when it is first asked for: one
 * statement with optional conditions would have one plan for all.
 *
 * @returns at least one row more than `limit` where there are more
 */
export function productSearch(database: Database): (listing: ProductListing) => Promise<FoundProduct[]> {
  const statements = new Map<string, (values: Values) => Promise<FoundProduct[]>>();
  return (listing) => {
    const { name, ...shape } = shapeOf(listing);
    let statement = statements.get(name);
    if (statement === undefined) {
      statement = prepareSearch(database, name, shape);
      statements.set(name, statement);
    }
    return statement(valuesOf(listing));
  };
}

interface Shape {
  readonly order: ProductOrder;
  readonly filters: readonly (keyof typeof conditions)[];
  /** Whether it goes on after a cursor. */
  readonly continued: boolean;
  readonly pageSize: number;
}

const conditions = {
  words: 'words @@ ?::tsquery',
  tag: 'tags @> ?::text[]',
  minPrice: 'price_amount >= ?::integer',
  maxPrice: 'price_amount <= ?::integer',
} as const;

function shapeOf(listing: ProductListing): Shape & { readonly name: string } {
  const { order, limit, after } = listing;
  const given = (Object.keys(conditions) as (keyof typeof conditions)[]).filter((key) => listing[key] !== undefined);
  const pageSize = pageSizes.find((size) => limit <= size) ?? limit;
  const continued = after !== undefined;
  const name = ['products', order, ...given, ...(continued ? ['after'] : []), pageSize].join(' ');
  return { name, order, filters: given, pageSize, continued };
}

function prepareSearch(
  database: Database,
  name: string,
  { order, filters, pageSize, continued }: Shape,
): (values: Values) => Promise<FoundProduct[]> {
  const { column, direction, compare } = orders[order];
  return database.prepare<Values, FoundProduct>(name, (knex, input) => {
    const query = knex('product')
      .select(...productColumns, 'sort_name')
      .where('status', input('status'));
    for (const filter of filters) {
      query.whereRaw(conditions[filter], [input(filter)]);
    }
    if (continued && column === 'id') {
      query.where('id', compare, input('id'));
    } else if (continued) {
      query.whereRaw(`(${column}, id) ${compare} (?, ?)`, [input('value'), input('id')]);
    }
    const sorted = column === 'id' ? query : query.orderBy(column, direction);
    return sorted.orderBy('id', direction).limit(pageSize + 1, { skipBinding: true });
  });
}

/** Words consist of letters and digits alone, so none can end its quotes. */
function valuesOf({ status, words, tag, minPrice, maxPrice, after }: ProductListing): Values {
  const query = words?.map((word) => `'${word}':*`).join(' & ');
  return { status, words: query, tag: [tag], minPrice, maxPrice, value: after?.value, id: after?.id };
}
