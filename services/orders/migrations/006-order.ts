import type { Knex } from 'knex';

/**
 * Orders, and each status that they have had. `version` counts those. What changes of an order is in no index, so that
 * its updates stay within their page; the history has no foreign key, since both are only ever written together.
 */
export const orderMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table customer_order (
        id uuid primary key,
        owner_id text,
        status text not null
          check (status in ('pending', 'reserved', 'paid', 'confirmed', 'rejected', 'cancelling', 'cancelled')),
        reason text,
        items jsonb not null,
        total bigint not null check (total >= 0),
        currency text not null,
        version integer not null,
        created_at timestamptz not null
      ) with (fillfactor = 85);
      create index customer_order_of_owner on customer_order (owner_id, created_at desc, id desc) where owner_id is not null;
      create table order_history (
        order_id uuid not null,
        version integer not null,
        status text not null,
        at timestamptz not null,
        primary key (order_id, version)
      );
    `),
};
