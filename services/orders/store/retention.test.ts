import { createTestDatabase, indexConditionOf, type TestDatabase } from '@flotilla/runtime/testing';
import { migrations } from '../migrations';
import { retention } from './retention';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(migrations);
});
afterAll(() => database.drop());

test.each(retention)('rows of $table that have served their time are found by an index', async (rule) => {
  expect(await indexConditionOf(database.url, rule)).toContain(rule.column);
});
