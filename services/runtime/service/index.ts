/** A service as a whole, from its declaration, its contract and what it registers. */
export type { ServiceOptions } from './options';
export { createService, runService, type StandaloneService } from './run-service';
export type { ContractsOf, Service } from './setup';
