/** A service as a whole, from its declaration, its contract and what it registers. */
export { guardsOf } from './guards';
export type { ServiceOptions } from './options';
export { runMigrations } from './run-migrations';
export { createService, runService, type StandaloneService } from './run-service';
export type { ContractsOf, Service } from './setup';
