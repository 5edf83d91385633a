/** The database of a service: transactions, prepared statements, migrations. knex builds, pg runs. */
export { Database, type DatabaseOptions } from './database';
export { isConflict, isConnectionFailure, isUniqueViolation } from './failures';
export { type MigrateOptions, type Migration, type Migrations, migrate, migrationsCurrent } from './migrations';
export type { ParameterOf } from './prepared-statements';
export { expired, Retention, type RetentionOptions, type RetentionRule } from './retention';
export type { Session } from './session';
export { sharedReading } from './shared-reading';
export { build, compile, type NativeStatement, type Statement } from './statement';
export type { Transaction } from './transaction';
export { uuidV7Generator } from './uuid-v7';
