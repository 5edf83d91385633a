import { operationsOf, peerUrlVariable, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import { contract as gateway } from '@flotilla/gateway/contract';
import { contract as orders } from '@flotilla/orders/contract';
import { contract as payments } from '@flotilla/payments/contract';
import { contract as products } from '@flotilla/products/contract';
import { type Contract, createService, type StandaloneService } from '@flotilla/runtime';
import { contract as users } from '@flotilla/users/contract';
import { makeTokenKeys } from '../stage/token-keys';

/** What code of a service can reach, without the types that would keep it from trying. */
export interface Reach {
  readonly peers: Readonly<Record<string, Readonly<Record<string, (input: object) => Promise<unknown>>>>>;
  readonly messages: {
    event(subject: string, input: object): object;
    command(receiver: string, name: string, input: object): object;
  };
}

/** Handlers that a service registers besides the declared ones. */
export interface Further {
  readonly events?: readonly string[];
  readonly commands?: readonly string[];
}

export interface BareService extends Reach {
  readonly service: StandaloneService;
}

const contracts: Readonly<Record<string, Contract>> = { gateway, orders, payments, products, users };

const nothing = async (): Promise<never> => {
  throw new Error('a bare service does nothing');
};

/**
 * A service with its real declaration and contract, and with code that does nothing. It is not started, and knows the
 * contracts of all others, so that the declaration alone stands in the way.
 * @throws what the runtime throws at start
 */
export async function bareService(name: string, further: Further = {}): Promise<BareService> {
  const contract = contracts[name] as Contract;
  const declaration: ServiceDeclaration = contract.declaration;
  const handlers = (names: readonly string[]) => Object.fromEntries(names.map((key) => [key, nothing]));
  let reach: Reach | undefined;
  const { http, subscribes, handles = {} } = declaration;
  const service = await createService(
    declaration,
    {
      contract,
      peers: contracts,
      migrations: {},
      setup: (given) => {
        reach = given as unknown as Reach;
        given.verifyTokens(nothing);
        given.routes(handlers(http.routes.map(({ method, path }) => `${method} ${path}`)) as never);
        given.operations(handlers(Object.keys(http.operations ?? {})) as never);
        given.handlers({
          events: handlers([...Object.keys(subscribes), ...(further.events ?? [])]),
          commands: handlers([...Object.keys(handles), ...(further.commands ?? [])]),
        } as never);
      },
    },
    environmentOf(declaration),
  );
  const { peers, messages } = reach as Reach;
  return { service, peers, messages };
}

/** Everything is somewhere, and nobody listens there: what is refused does not get as far. */
function environmentOf(declaration: ServiceDeclaration): Record<string, string> {
  const keys = makeTokenKeys();
  const peers = [...Object.keys(declaration.calls), ...Object.keys(declaration.forwards ?? {})];
  return {
    LOG_LEVEL: 'fatal',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_NKEY_SEED: 'none',
    TOKEN_JWKS: keys.jwks,
    TOKEN_SIGNING_KEYS: keys.signingKeys,
    ...Object.fromEntries(peers.map((peer) => [peerUrlVariable(peer), 'http://127.0.0.1:1'])),
  };
}

/** Names of everything that anybody in the shop offers, and one of each kind that nobody does. */
export const offered = {
  operations: Object.values(contracts).flatMap(({ declaration: { name, http } }) =>
    [...Object.keys(http.operations ?? {}), 'undeclared'].map((operation) => ({ peer: name, operation })),
  ),
  events: Object.values(contracts).flatMap(({ declaration: { name, publishes } }) => [
    ...Object.keys(publishes),
    `${name}.v1.thing.undeclared`,
  ]),
  commands: Object.values(contracts).flatMap(({ declaration: { name, handles = {} } }) =>
    [...Object.keys(handles), 'undeclared'].map((command) => ({ receiver: name, command })),
  ),
};

/** What the declaration of a service names, of each kind. */
export function declaredBy(name: string) {
  const { calls, publishes, sends = {}, subscribes, handles = {} } = (contracts[name] as Contract).declaration;
  return {
    calls: (peer: string, operation: string): boolean => operationsOf(calls[peer] ?? []).includes(operation),
    publishes: (subject: string): boolean => subject in publishes,
    sends: (receiver: string, command: string): boolean => sends[receiver]?.includes(command) === true,
    subscribes: (subject: string): boolean => subject in subscribes,
    handles: (command: string): boolean => command in handles,
  };
}
