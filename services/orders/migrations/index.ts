import {
  deadLetterMigration,
  idempotencyMigration,
  inboxMigration,
  type Migrations,
  outboxMigration,
  sagaMigration,
} from '@flotilla/runtime';
import { orderMigration } from './006-order';
import { catalogueMigration } from './007-catalogue';
import { deletedUserMigration } from './008-deleted-user';
import { endedSagaMigration } from './009-ended-saga';

/** All steps of the schema; a step that was released never changes. */
export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
  '004-saga': sagaMigration,
  '005-idempotency': idempotencyMigration,
  '006-order': orderMigration,
  '007-catalogue': catalogueMigration,
  '008-deleted-user': deletedUserMigration,
  '009-ended-saga': endedSagaMigration,
};
