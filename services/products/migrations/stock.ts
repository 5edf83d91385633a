import type { Migration } from '@flotilla/runtime';

/**
 * On hand and available are computed from what was supplied, reserved and sold, so that no statement can lose or make
 * a piece: `on_hand = reserved + available` and `supplied = on_hand + sold` cannot be violated. `supplied` is the sum
 * of the ledger. Room is left in every page, so that a product that sells well is updated in place.
 */
export const stockMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table stock (
        product_id uuid primary key references product,
        supplied bigint not null,
        reserved bigint not null default 0 check (reserved >= 0),
        sold bigint not null default 0 check (sold >= 0),
        on_hand bigint generated always as (supplied - sold) stored,
        available bigint generated always as (supplied - sold - reserved) stored,
        version bigint not null default 1,
        constraint stock_not_oversold check (reserved + sold <= supplied)
      ) with (fillfactor = 50);
      create table stock_ledger (
        id uuid primary key,
        product_id uuid not null references stock,
        delta bigint not null check (delta <> 0),
        reason text not null,
        adjusted_by text not null,
        adjusted_at timestamptz not null default clock_timestamp()
      );
      create index stock_ledger_of_product on stock_ledger (product_id, id);
    `),
};
