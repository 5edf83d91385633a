import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Contract, NeededContracts, PeerName } from '../contract';
import type { Migrations } from '../db';
import type { AnyService, Service } from './setup';

/** What a service is made of, besides its declaration. */
export type ServiceOptions<D extends ServiceDeclaration, C extends Contract<D>, P extends NeededContracts<D>> = {
  readonly contract: C;
  /** Contracts of the services that it calls, hears or sends commands to. */
  readonly peers?: P;
  /** Steps that must have run before the service is ready; a Job runs them. */
  readonly migrations?: Migrations;
  /** Whether the service starts, and counts as ready, while its database is away. @default false */
  readonly sparesDatabase?: boolean;
  /** Registers what the service does. Nothing is connected yet. */
  readonly setup: (service: Service<D, C, P>) => void | Promise<void>;
} & ([PeerName<D>] extends [never] ? unknown : { readonly peers: unknown }) &
  (D extends { readonly database: object } ? { readonly migrations: unknown } : unknown);

/** Options without their types, as a service is assembled from them. */
export interface AnyServiceOptions {
  readonly contract: Contract;
  readonly peers?: Readonly<Record<string, Contract>>;
  readonly migrations?: Migrations;
  readonly sparesDatabase?: boolean;
  readonly setup: (service: AnyService) => void | Promise<void>;
}

export function untyped<D extends ServiceDeclaration, C extends Contract<D>, P extends NeededContracts<D>>(
  options: ServiceOptions<D, C, P>,
): AnyServiceOptions {
  return options as unknown as AnyServiceOptions;
}
