import type { Migrations, RetentionRule } from '../db';
import { indexConditionOf } from './index-condition';
import { createTestDatabase, type TestDatabase } from './test-database';

/** Tests that rows which have served their time are found without looking at all the others. */
export function testRetention(migrations: Migrations, rules: readonly RetentionRule[]): void {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(migrations);
  });
  afterAll(() => database.drop());

  test.each(rules)('rows of $table that have served their time are found by an index', async (rule) => {
    expect(await indexConditionOf(database.url, rule)).toContain(rule.column);
  });
}
