import { createLogger, type Migrations, migrate } from '@flotilla/runtime';

/** The whole `migrate.ts` of a service. */
export function migrateWith(service: string, migrations: Migrations): void {
  const logger = createLogger({ service, level: 'info' });
  migrate({ url: process.env.DATABASE_URL as string, migrations, logger }).then(
    () => process.exit(0),
    (error: Error) => {
      logger.fatal({ err: error }, 'the schema could not be migrated');
      process.exit(1);
    },
  );
}
