import type { commonConfig, ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Contract, NeededContracts } from '../../contract';
import type { Migrations } from '../../db';
import type { ServiceOptions } from '../../service';

/** A service as its `main.ts` gives it to `runService`. */
export interface WholeService {
  readonly declaration: ServiceDeclaration;
  readonly contract: Contract;
  readonly peers?: Readonly<Record<string, Contract>>;
  readonly migrations?: Migrations;
  readonly setup: (service: never) => void | Promise<void>;
}

/** A service of which only the contract is known: it can be faked, not run. */
export interface ContractAlone {
  readonly contract: Contract;
  readonly setup?: undefined;
}

/** By name. */
export type FleetServices = Readonly<Record<string, WholeService | ContractAlone>>;

type PeersOf<S> = S extends { readonly peers: infer Peers } ? Peers : object;

type Options<D extends ServiceDeclaration, C, P> =
  C extends Contract<D>
    ? P extends NeededContracts<D>
      ? ServiceOptions<D, C, P>
      : { readonly peers: NeededContracts<D> }
    : never;

/** What a service has to be so that its parts, and its name, fit together. */
export type Fitting<Name, S> = S extends {
  readonly declaration: infer D extends ServiceDeclaration;
  readonly contract: infer C;
  readonly setup: unknown;
}
  ? { readonly declaration: { readonly name: Name } } & Options<D, C, PeersOf<S>>
  : { readonly contract: { readonly declaration: { readonly name: Name } } };

/** Names of the services that can run. */
export type Runnable<S extends FleetServices> = {
  [Name in keyof S]: S[Name] extends WholeService ? Name : never;
}[keyof S] &
  string;

/** Names of all services that the fleet knows a contract of: its own, and the peers of those. */
export type Known<S extends FleetServices> =
  | (keyof S & string)
  | { [Name in keyof S]: keyof PeersOf<S[Name]> & string }[keyof S];

/** Contract of a known service. */
export type ContractOf<S extends FleetServices, Name> = Name extends keyof S
  ? S[Name]['contract']
  : {
        [Owner in keyof S]: Name extends keyof PeersOf<S[Owner]> ? PeersOf<S[Owner]>[Name] : never;
      }[keyof S] extends infer C
    ? C extends Contract
      ? C
      : never
    : never;

/** All known contracts, by name. */
export type KnownContracts<S extends FleetServices> = { readonly [Name in Known<S>]: ContractOf<S, Name> };

/** Variables that a service reads its configuration from. */
export type EnvironmentOf<S extends WholeService | ContractAlone> = {
  readonly [Variable in keyof typeof commonConfig | (keyof S['contract']['declaration']['config'] & string)]?: string;
};

/**
 * All contracts that these services and their peers bring.
 * @throws when a service stands under another name than its own, or two bring different contracts of one
 */
export function contractsOf(services: FleetServices): Record<string, Contract> {
  const contracts: Record<string, Contract> = {};
  for (const [name, { contract }] of Object.entries(services)) {
    const { name: declared } = contract.declaration;
    if (declared !== name) {
      throw new Error(`the fleet has the contract of ${declared} under the name ${name}; give it as ${declared}`);
    }
    contracts[name] = contract;
  }
  for (const service of Object.values(services)) {
    for (const contract of Object.values(('peers' in service ? service.peers : undefined) ?? {})) {
      contracts[contract.declaration.name] ??= contract;
    }
  }
  return contracts;
}

/**
 * The services that shall run, by name.
 * @param only their names @default - all that can
 */
export function wholeServices(services: FleetServices, only?: readonly string[]): Map<string, WholeService> {
  const names = only ?? Object.keys(services).filter((name) => services[name]?.setup !== undefined);
  return new Map(
    names.map((name) => {
      const service = services[name];
      if (service?.setup === undefined) {
        throw new Error(`the fleet cannot run ${name}: it knows no set-up of it; give it whole under \`services\``);
      }
      return [name, service];
    }),
  );
}
