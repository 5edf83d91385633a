import {
  deadLetterMigration,
  idempotencyMigration,
  inboxMigration,
  type Migrations,
  outboxMigration,
} from '@flotilla/runtime';
import { productMigration } from './product';
import { reservationMigration } from './reservation';
import { stockMigration } from './stock';

export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
  '004-product': productMigration,
  '005-stock': stockMigration,
  '006-reservation': reservationMigration,
  '007-idempotency': idempotencyMigration,
};
