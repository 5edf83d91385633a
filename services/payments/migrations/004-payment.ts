import type { Migration } from '@flotilla/runtime';

/**
 * The primary key is what makes an order pay once: whoever comes first, take or refund, puts the row there. A refund
 * that comes first leaves one without a charge.
 */
export const paymentMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table payment (
        order_id uuid primary key,
        payment_id uuid unique,
        amount bigint check (amount >= 0),
        currency text,
        status text not null check (status in ('pending', 'paid', 'declined', 'refunded', 'cancelled')),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        check (status = 'cancelled' or num_nulls(payment_id, amount, currency) = 0)
      );
    `),
};
