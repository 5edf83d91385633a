import { edgePolicy, type Operation, operationsOf, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import type { CalledOperation, CalledPeer, Contract, OperationSchemas } from '../contract';
import type { Component } from '../lifecycle/component';
import { undeclaredCounter } from '../telemetry';
import { callDurations } from './edge-metrics';
import { type AnyCall, type CallOptions, PeerClient } from './peer-client';
import { UndeclaredCallError, undeclaredCall } from './undeclared-call';

/** Contracts by the name of the service that they belong to. */
export type PeerContracts = Readonly<Record<string, Contract>>;

type CallOf<Schemas> = Schemas extends OperationSchemas
  ? (input: z.input<Schemas['input']>, options?: CallOptions) => Promise<z.output<Schemas['output']>>
  : never;

type Offered<C, Peer> = Peer extends keyof C ? (C[Peer] extends Contract ? C[Peer]['operations'] : never) : never;

/** The declared operations of the declared peers, typed by their owners' schemas; anything else does not compile. */
export type Peers<D extends ServiceDeclaration, C extends PeerContracts> = {
  readonly [Peer in CalledPeer<D>]: {
    readonly [Name in CalledOperation<D, Peer>]: Name extends keyof Offered<C, Peer>
      ? CallOf<Offered<C, Peer>[Name]>
      : never;
  };
};

export interface PeerClientsOptions<D extends ServiceDeclaration, C extends PeerContracts> {
  readonly declaration: D;
  readonly contracts: C;
  /** Base URL of each peer, without a slash at its end. */
  readonly urls: Readonly<Record<string, string>>;
  /** `log` lets undeclared calls pass where contract and URL are known, for systems that move in. */
  readonly enforce: 'refuse' | 'log';
  readonly logger: Logger;
  readonly registry: Registry;
}

/**
 * The services that a service may call. A call takes its input, and follows the deadline, the flow and the trace of
 * the running request.
 *
 * @throws `PeerError`, `UndeclaredCallError`, or the reason of its signal
 */
export class PeerClients<D extends ServiceDeclaration, C extends PeerContracts> implements Component {
  readonly name = 'peers';
  readonly peers: Peers<D, C>;
  readonly #options: PeerClientsOptions<D, C>;
  readonly #clients = new Map<string, PeerClient>();
  readonly #durations;
  readonly #undeclared;

  /** @throws when a contract or URL of a declared peer is missing, or it does not offer a declared operation */
  constructor(options: PeerClientsOptions<D, C>) {
    this.#options = options;
    this.#durations = callDurations(options.registry);
    this.#undeclared = undeclaredCounter(options.registry);
    const calls = Object.entries(options.declaration.calls).map(([peer, call]) => [
      peer,
      withRest(this.#declaredCalls(peer, operationsOf(call)), (name) => this.#undeclaredCall(peer, name)),
    ]);
    this.peers = withRest(Object.fromEntries(calls), (peer) =>
      withRest({}, (name) => this.#undeclaredCall(peer, name)),
    ) as Peers<D, C>;
  }

  /** Connections are made by the first calls: peers need not run yet. */
  async start(): Promise<void> {}

  async stop(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #declaredCalls(peer: string, names: readonly string[]): Record<string, AnyCall> {
    const { declaration } = this.#options;
    return Object.fromEntries(
      names.map((name) => {
        const call = this.#call(peer, name);
        if (call === undefined) {
          throw new Error(
            `${declaration.name} declares calls to '${peer}.${name}', but its contract does not offer that or its URL ` +
              `is missing; give the contract of ${peer} with this operation, and its base URL`,
          );
        }
        return [name, call];
      }),
    );
  }

  /** @returns `undefined` where nothing is known of such an operation */
  #call(peer: string, name: string): AnyCall | undefined {
    const contract = (this.#options.contracts as PeerContracts)[peer];
    const operation: Operation | undefined = contract?.declaration.http.operations?.[name];
    const schemas = contract?.operations[name];
    const client = this.#client(peer);
    return operation === undefined || schemas === undefined ? undefined : client?.call(name, operation, schemas);
  }

  #client(peer: string): PeerClient | undefined {
    const { declaration, urls, logger, registry } = this.#options;
    const url = urls[peer];
    const known = this.#clients.get(peer);
    if (known !== undefined || url === undefined) {
      return known;
    }
    const calls: ServiceDeclaration['calls'] = declaration.calls;
    const client = new PeerClient({
      service: declaration.name,
      peer,
      url,
      policy: edgePolicy(calls[peer]),
      logger,
      durations: this.#durations,
      registry,
    });
    this.#clients.set(peer, client);
    return client;
  }

  #undeclaredCall(peer: string, name: string): AnyCall {
    return async (input, callOptions) => {
      const { declaration, enforce, logger } = this.#options;
      this.#undeclared.inc({ peer });
      const message = undeclaredCall(declaration, peer, name);
      const call = enforce === 'log' ? this.#call(peer, name) : undefined;
      if (call === undefined) {
        throw new UndeclaredCallError(message);
      }
      logger.warn({ peer, operation: name }, message);
      return call(input, callOptions);
    };
  }
}

/** Gives something for names that an object does not have; what the types forbid, untyped callers still reach. */
function withRest(known: Readonly<Record<string, object>>, rest: (name: string) => object): object {
  return new Proxy(known, {
    get: (target, name) =>
      typeof name === 'symbol' || name === 'then' || Object.hasOwn(target, name)
        ? Reflect.get(target, name)
        : rest(name),
  });
}
