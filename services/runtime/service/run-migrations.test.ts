import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { Client } from 'pg';
import { outboxMigration } from '../outbox';
import { createTestDatabase } from '../testing';
import { runMigrations } from '.';

const declaration: ServiceDeclaration = {
  name: 'kitchen',
  description: 'Cooks.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  database: { migrations: true },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
};
const migrations = { '001-outbox': outboxMigration };

afterEach(() => {
  process.exitCode = undefined;
});

test('migrations need nothing but the address of the database', async () => {
  const database = await createTestDatabase({});
  await runMigrations(declaration, migrations, { DATABASE_URL: database.url });
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('select name from migrations');
  await client.end();
  await database.drop();
  expect(rows).toEqual([{ name: '001-outbox' }]);
  expect(process.exitCode).toBeUndefined();
});

test.each([[{}], [{ DATABASE_URL: 'mysql://elsewhere' }]])(
  'migrations without a usable address (%o) end the process with 1',
  async (environment) => {
    await runMigrations(declaration, migrations, environment);
    expect(process.exitCode).toBe(1);
  },
);
