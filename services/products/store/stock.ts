import type { Session, Statement, Transaction } from '@flotilla/runtime';
import type { Stock } from '../domain/stock';

/** The stock of a product, with the number of its changes. */
export interface StockRecord extends Stock {
  readonly productId: string;
  /** From 1. */
  readonly version: number;
}

const columns = 'product_id as "productId", supplied, reserved, sold, version';

export async function findStock(session: Session, productId: string): Promise<StockRecord | undefined> {
  return session.first<StockRecord>({
    name: 'stock-by-product',
    text: `select ${columns} from stock where product_id = $1`,
    values: [productId],
  });
}

/** The stock as it is now, kept from others who would change it. */
export async function lockStock(transaction: Transaction, productId: string): Promise<StockRecord | undefined> {
  return transaction.first<StockRecord>({
    name: 'stock-locked',
    text: `select ${columns} from stock where product_id = $1 for no key update`,
    values: [productId],
  });
}

export function insertStock({ productId, supplied, version }: StockRecord): Statement {
  return {
    text: 'insert into stock (product_id, supplied, version) values ($1, $2, $3)',
    values: [productId, supplied, version],
  };
}

/** Stores stock whose rows this transaction has locked. */
export function updateStock(records: readonly StockRecord[]): Statement {
  return {
    name: 'stock-update',
    text: `update stock set supplied = changed.supplied, reserved = changed.reserved, sold = changed.sold,
             version = changed.version
           from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
             as changed(product_id, supplied, reserved, sold, version)
           where stock.product_id = changed.product_id`,
    values: [
      records.map(({ productId }) => productId),
      records.map(({ supplied }) => supplied),
      records.map(({ reserved }) => reserved),
      records.map(({ sold }) => sold),
      records.map(({ version }) => version),
    ],
  };
}

/** Why pieces came in or went, and who says so. */
export interface LedgerEntry {
  readonly id: string;
  readonly productId: string;
  readonly delta: number;
  readonly reason: string;
  /** Id of a user. */
  readonly adjustedBy: string;
}

export function insertLedgerEntry({ id, productId, delta, reason, adjustedBy }: LedgerEntry): Statement {
  return {
    text: 'insert into stock_ledger (id, product_id, delta, reason, adjusted_by) values ($1, $2, $3, $4, $5)',
    values: [id, productId, delta, reason, adjustedBy],
  };
}
