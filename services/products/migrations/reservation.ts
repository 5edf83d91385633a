import type { Migration } from '@flotilla/runtime';

/** What is known of each order, and what it holds of each product. See `domain/reservation.ts`. */
export const reservationMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table reservation (
        order_id uuid primary key,
        status text not null check (status in ('held', 'expired', 'committed', 'released', 'refused')),
        reserved_until timestamptz,
        refusal_reason text,
        refused_product_id uuid,
        created_at timestamptz not null default clock_timestamp(),
        changed_at timestamptz not null default clock_timestamp(),
        check ((status in ('held', 'expired', 'committed')) = (reserved_until is not null)),
        check ((status = 'refused') = (refusal_reason is not null))
      );
      create index reservation_held on reservation (reserved_until) where status = 'held';
      create index reservation_created on reservation using brin (created_at);
      create table reserved_item (
        order_id uuid not null references reservation on delete cascade,
        product_id uuid not null references stock,
        quantity bigint not null check (quantity > 0),
        primary key (order_id, product_id)
      );
    `),
};
