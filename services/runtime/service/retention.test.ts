import { deadLetterMigration, deadLetterRetention } from '../dead-letters';
import { idempotencyMigration, idempotencyRetention } from '../idempotency';
import { inboxMigration, inboxRetention } from '../inbox';
import { outboxMigration, outboxRetention } from '../outbox';
import { createTestDatabase, indexConditionOf, type TestDatabase } from '../testing';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({
    '001-outbox': outboxMigration,
    '002-inbox': inboxMigration,
    '003-idempotency': idempotencyMigration,
    '004-dead-letter': deadLetterMigration,
  });
});
afterAll(() => database.drop());

test.each([outboxRetention, inboxRetention, idempotencyRetention, deadLetterRetention])(
  'rows of $table that have served their time are found by an index',
  async (rule) => {
    expect(await indexConditionOf(database.url, rule)).toContain(rule.column);
  },
);
