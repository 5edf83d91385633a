import { type Migrations, outboxMigration } from '@flotilla/runtime';
import { accountMigration } from './002-account';
import { refreshFamilyMigration } from './003-refresh-family';
import { loginFailureMigration } from './004-login-failure';

/** The schema, step by step. */
export const migrations: Migrations = {
  '001-outbox': outboxMigration,
  '002-account': accountMigration,
  '003-refresh-family': refreshFamilyMigration,
  '004-login-failure': loginFailureMigration,
};
