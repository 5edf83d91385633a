import type { Knex } from 'knex';

/** What products' events say of the products; a read model. */
export const catalogueMigration = {
  up: (knex: Knex): Promise<unknown> =>
    knex.raw(`
      create table catalogue (
        product_id uuid primary key,
        name text not null,
        price bigint not null,
        currency text not null,
        status text not null
      ) with (fillfactor = 90);
    `),
};
