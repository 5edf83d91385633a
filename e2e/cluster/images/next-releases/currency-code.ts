import type { Migration } from '@flotilla/runtime';

/**
 * A column gets another name in two releases. The first adds the new column, and a trigger that keeps both the same
 * whichever a statement writes, so that programs which know only the old one and programs which know only the new one
 * work beside each other. The second, when no program knows the old one any more, removes it.
 */
export const expand: Migration = {
  up: (knex) =>
    knex.raw(`
      alter table product add column currency_code text;
      create function product_currency() returns trigger language plpgsql as $$
        begin
          if tg_op = 'INSERT' then
            new.currency_code := coalesce(new.currency_code, new.price_currency);
            new.price_currency := new.currency_code;
          elsif new.price_currency is distinct from old.price_currency then
            new.currency_code := new.price_currency;
          else
            new.price_currency := new.currency_code;
          end if;
          return new;
        end $$;
      create trigger product_currency before insert or update on product
        for each row execute function product_currency();
      update product set currency_code = price_currency;
      alter table product alter column currency_code set not null;
    `),
};

export const contract: Migration = {
  up: (knex) =>
    knex.raw(`
      drop trigger product_currency on product;
      drop function product_currency();
      alter table product drop column price_currency;
    `),
};
