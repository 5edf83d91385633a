import { deadLetterMigration, deadLetterRetention } from '../dead-letters';
import { idempotencyMigration, idempotencyRetention } from '../idempotency';
import { inboxMigration, inboxRetention } from '../inbox';
import { outboxMigration, outboxRetention } from '../outbox';
import { testRetention } from '../testing';

testRetention(
  {
    '001-outbox': outboxMigration,
    '002-inbox': inboxMigration,
    '003-idempotency': idempotencyMigration,
    '004-dead-letter': deadLetterMigration,
  },
  [outboxRetention, inboxRetention, idempotencyRetention, deadLetterRetention],
);
