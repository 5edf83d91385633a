import { deadLetterMigration, inboxMigration, type Migrations, outboxMigration } from '@flotilla/runtime';

export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
  '004-note': { up: (knex) => knex.raw('create table note (name text)') },
};
