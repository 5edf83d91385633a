import { type Migrations, outboxMigration } from '@flotilla/runtime';

export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-item': { up: (knex) => knex.raw('create table item (name text primary key)') },
};
