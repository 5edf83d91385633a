import type { Database, Session } from '@flotilla/runtime';
import type { Money, Order, OrderStatus } from '../domain/order';
import { type OrderRow, orderColumns, orderOf } from './order-row';

/** A product as the catalogue has it now. */
export interface CurrentProduct {
  readonly name: string;
  readonly price: Money;
  readonly status: 'active' | 'archived';
}

/** An order, and what the catalogue knows of its products, by id. */
export interface ShownOrder extends Order {
  readonly products: Readonly<Record<string, CurrentProduct>>;
}

/** Sort key of a list of orders. */
export interface Position {
  /** RFC 3339. */
  readonly createdAt: string;
  readonly id: string;
}

export interface OrderFilter {
  readonly ownerId: string;
  /** @default - all */
  readonly status?: OrderStatus;
  /** Where the list goes on. @default - at its beginning */
  readonly after?: Position;
  readonly limit: number;
}

/** Reads of orders. */
export interface Orders {
  find(id: string): Promise<ShownOrder | undefined>;
  /** The same without products, in a transaction. */
  read(session: Session, id: string): Promise<Order | undefined>;
  /** Newest first. */
  list(filter: OrderFilter): Promise<ShownOrder[]>;
  /** Those of an owner that nothing has decided yet. */
  undecided(session: Session, ownerId: string): Promise<string[]>;
}

type ShownRow = OrderRow & { readonly products: ShownOrder['products'] | null };

const shownColumns = `${orderColumns},
  (select json_object_agg(c.product_id, json_build_object(
     'name', c.name, 'price', json_build_object('amount', c.price, 'currency', c.currency), 'status', c.status))
   from jsonb_array_elements(o.items) as item
   join catalogue c on c.product_id = (item ->> 'productId')::uuid) as products`;

/** Before the first order of every list. Fixed bounds, so that one plan with one index serves every page. */
const beginning: Position = { createdAt: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

interface ListInput {
  readonly ownerId: string;
  readonly status: OrderStatus | null;
  readonly createdAt: string;
  readonly id: string;
  readonly limit: number;
}

/** Prepares the statements; once per database. */
export function orderStore(database: Database): Orders {
  const byId = database.prepare<{ id: string }, ShownRow>('order-by-id', (_, input) => ({
    text: `select ${shownColumns} from customer_order o where o.id = $1`,
    values: [input('id')],
  }));
  const ofOwner = database.prepare<ListInput, ShownRow>('orders-of-owner', (_, input) => ({
    text: `
      select ${shownColumns} from customer_order o
      where o.owner_id = $1 and (o.created_at, o.id) < ($2::timestamptz, $3::uuid)
        and ($4::text is null or o.status = $4)
      order by o.created_at desc, o.id desc limit $5`,
    values: [input('ownerId'), input('createdAt'), input('id'), input('status'), input('limit')],
  }));
  return {
    find: async (id) => {
      const [row] = await byId({ id });
      return row && shownOrderOf(row);
    },
    read: async (session, id) => {
      const row = await session.first<OrderRow>({
        name: 'order-read',
        text: `select ${orderColumns} from customer_order o where o.id = $1`,
        values: [id],
      });
      return row && orderOf(row);
    },
    list: async ({ ownerId, status = null, after: { createdAt, id } = beginning, limit }) =>
      (await ofOwner({ ownerId, status, createdAt, id, limit })).map(shownOrderOf),
    undecided: async (session, ownerId) => {
      const rows = await session.query<{ id: string }>({
        text: `select id from customer_order where owner_id = $1 and status in ('pending', 'reserved', 'paid') order by id`,
        values: [ownerId],
      });
      return rows.map(({ id }) => id);
    },
  };
}

function shownOrderOf(row: ShownRow): ShownOrder {
  return { ...orderOf(row), products: row.products ?? {} };
}
