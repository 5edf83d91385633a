import type { Migration } from '@flotilla/runtime';

/**
 * `words` and `sort_name` are made by `domain/search-text.ts`; sorted bytewise, so that an index is good whatever
 * locale library the server was built with. Each list has an index that gives its order: `id` is a UUIDv7, and so the
 * order of creation.
 */
export const productMigration: Migration = {
  up: (knex) =>
    knex.raw(`
      create table product (
        id uuid primary key,
        sku text not null,
        name text not null,
        description text not null,
        price_amount integer not null check (price_amount >= 0),
        price_currency text not null,
        tags text[] not null,
        status text not null check (status in ('active', 'archived')),
        version integer not null check (version >= 1),
        sort_name text collate "C" not null,
        words tsvector not null,
        created_at timestamptz not null default clock_timestamp(),
        changed_at timestamptz not null default clock_timestamp(),
        constraint product_sku_taken unique (sku)
      );
      create index product_newest on product (status, id);
      create index product_by_name on product (status, sort_name, id);
      create index product_by_price on product (status, price_amount, id);
      create index product_found on product using gin (words, tags);
    `),
};
