import type { Migration } from '@flotilla/runtime';

/** Memory of the test provider, which a real one keeps for itself; see `provider/test-provider.ts`. */
export const testProviderLedgerMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table test_provider_ledger (
        charge_key text primary key,
        order_id uuid not null,
        amount bigint,
        currency text,
        status text not null check (status in ('charged', 'declined', 'refunded', 'reversed')),
        requests integer not null default 0,
        refund_key text unique
      );
    `),
};
