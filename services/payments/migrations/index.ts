import { deadLetterMigration, inboxMigration, type Migrations, outboxMigration } from '@flotilla/runtime';
import { paymentMigration } from './004-payment';
import { testProviderLedgerMigration } from './005-test-provider-ledger';

export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-inbox': inboxMigration,
  '003-dead-letters': deadLetterMigration,
  '004-payment': paymentMigration,
  '005-test-provider-ledger': testProviderLedgerMigration,
};
