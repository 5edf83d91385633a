import type { Statement, Transaction } from '@flotilla/runtime';
import type { Item, RefusalReason, Reservation, ShelfEntry } from '../domain/reservation';
import type { StockRecord } from './stock';

interface ReservationRow {
  readonly status: Reservation['status'];
  readonly reserved_until: Date | null;
  readonly refusal_reason: RefusalReason | null;
  readonly refused_product_id: string | null;
}

interface ShelfRow extends StockRecord {
  readonly status: ShelfEntry['status'];
  /** Pieces that the order's reservation is about. */
  readonly quantity: number | null;
}

/** A product as an order finds it, with the whole record of its stock. */
export interface StockedEntry extends ShelfEntry {
  readonly stock: StockRecord;
}

export interface OrderView {
  readonly reservation: Reservation | undefined;
  readonly shelf: ReadonlyMap<string, StockedEntry>;
}

/**
 * What there is of an order, and the products that it holds or wants, kept from others who would change them. Whoever
 * locks several rows of stock does it here, in the order of product ids and after the reservation: so nobody waits
 * in a circle. Both statements leave together; each sees what was committed before it got its locks.
 */
export async function lockOrder(
  transaction: Transaction,
  orderId: string,
  wantedProducts: readonly string[],
): Promise<OrderView> {
  const [row, entries] = await Promise.all([
    transaction.first<ReservationRow>({
      name: 'reservation-locked',
      text: `select status, reserved_until, refusal_reason, refused_product_id
             from reservation where order_id = $1 for no key update`,
      values: [orderId],
    }),
    transaction.query<ShelfRow>({
      name: 'shelf-locked',
      text: `select stock.product_id as "productId", stock.supplied, stock.reserved, stock.sold, stock.version,
               product.status, item.quantity
             from stock
             join product on product.id = stock.product_id
             left join reserved_item item on item.order_id = $1 and item.product_id = stock.product_id
             where stock.product_id in (
               select unnest($2::uuid[]) union select product_id from reserved_item where order_id = $1)
             order by stock.product_id
             for no key update of stock`,
      values: [orderId, wantedProducts],
    }),
  ]);
  const items = entries.flatMap(({ productId, quantity }) => (quantity === null ? [] : [{ productId, quantity }]));
  const shelf = new Map(
    entries.map(({ status, quantity: _, ...stock }) => [stock.productId, { status, stock }] as const),
  );
  return { reservation: row && reservationOf(row, items), shelf };
}

/** The order of a hold whose time is over, if there is one that nobody else is busy with. */
export async function lockOverdueOrder(transaction: Transaction, now: Date): Promise<string | undefined> {
  const row = await transaction.first<{ order_id: string }>({
    name: 'reservation-overdue',
    text: `select order_id from reservation where status = 'held' and reserved_until <= $1
           order by reserved_until limit 1 for no key update skip locked`,
    values: [now],
  });
  return row?.order_id;
}

/** Gives a row, and stores the items, unless somebody else has stored a reservation of this order meanwhile. */
export function insertReservation(orderId: string, reservation: Reservation): Statement {
  const items = 'items' in reservation ? reservation.items : [];
  return {
    name: 'reservation-insert',
    text: `with placed as (
             insert into reservation (order_id, status, reserved_until, refusal_reason, refused_product_id)
             values ($1, $2, $3, $4, $5) on conflict (order_id) do nothing returning order_id),
           filled as (
             insert into reserved_item (order_id, product_id, quantity)
             select order_id, product_id, quantity
             from placed, unnest($6::uuid[], $7::bigint[]) as item(product_id, quantity))
           select order_id from placed`,
    values: [
      orderId,
      ...valuesOf(reservation),
      items.map(({ productId }) => productId),
      items.map(({ quantity }) => quantity),
    ],
  };
}

export function updateReservation(orderId: string, reservation: Reservation): Statement {
  return {
    name: 'reservation-update',
    text: `update reservation set status = $2, reserved_until = $3, refusal_reason = $4, refused_product_id = $5,
             changed_at = clock_timestamp()
           where order_id = $1`,
    values: [orderId, ...valuesOf(reservation)],
  };
}

function reservationOf(row: ReservationRow, items: readonly Item[]): Reservation {
  switch (row.status) {
    case 'released':
      return { status: 'released' };
    case 'refused':
      return {
        status: 'refused',
        reason: row.refusal_reason as RefusalReason,
        productId: row.refused_product_id ?? undefined,
      };
    default:
      return { status: row.status, items, until: row.reserved_until as Date };
  }
}

/** status, reserved_until, refusal_reason, refused_product_id */
function valuesOf(reservation: Reservation): unknown[] {
  switch (reservation.status) {
    case 'released':
      return ['released', null, null, null];
    case 'refused':
      return ['refused', null, reservation.reason, reservation.productId ?? null];
    default:
      return [reservation.status, reservation.until, null, null];
  }
}
