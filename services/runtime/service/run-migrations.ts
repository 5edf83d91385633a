import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { type Environment, readDatabaseUrl } from '../config';
import { type Migrations, migrate } from '../db';
import { createLogger } from '../log';

/**
 * Brings the database of a service up to date: the one call of its `migrate.ts`, the command of its migration Job.
 * Reads `DATABASE_URL`, or the file that `DATABASE_URL_FILE` names, and nothing else. A failure is logged and makes the
 * process end with 1.
 */
export async function runMigrations(
  { name }: ServiceDeclaration,
  migrations: Migrations,
  environment: Environment = process.env,
): Promise<void> {
  const logger = createLogger({ service: name, level: 'info' });
  try {
    await migrate({ url: readDatabaseUrl(name, environment), migrations, logger });
  } catch (error) {
    logger.fatal({ err: error }, 'the database was not migrated');
    process.exitCode = 1;
  }
}
