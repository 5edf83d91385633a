import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Verifier } from '../auth';
import type { Peers } from '../client';
import type { Settings } from '../config';
import type { Handlers } from '../consumers';
import type { Contract } from '../contract';
import type { Database, RetentionRule } from '../db';
import type { OperationHandlers, RequestState, RouteHandlers } from '../http';
import type { Component } from '../lifecycle';
import type { Contracts, Messages } from '../messaging';
import type { Outbox } from '../outbox';

/** Contracts by owner: the service's own, and those of its peers. */
export type ContractsOf<D extends ServiceDeclaration, C extends Contract, P> = { readonly [Name in D['name']]: C } & P;

type WithDatabase<D extends ServiceDeclaration, T> = D extends { readonly database: object } ? T : undefined;

/** What a service works with, as its declaration has it, and where it registers what it does. */
export interface Service<D extends ServiceDeclaration, C extends Contract, P> extends Settings<D> {
  readonly logger: Logger;
  readonly registry: Registry;
  /** UUIDv7. */
  readonly newId: () => string;
  /** The operations of peers that `calls` names. */
  readonly peers: Peers<D, P extends Readonly<Record<string, Contract>> ? P : never>;
  /** `undefined` where the declaration has no database; connected once the service has started. */
  readonly database: WithDatabase<D, Database>;
  /** Where messages are put; `undefined` where the declaration has no database. */
  readonly outbox: WithDatabase<D, Outbox>;
  /** Makes the messages that the declaration publishes and sends. */
  readonly messages: Messages<D, ContractsOf<D, C, P> extends infer All extends Contracts ? All : never>;

  /** The handlers of all declared routes; once. */
  routes(handlers: RouteHandlers<C>): void;
  /** The handlers of all declared operations; once. */
  operations(handlers: OperationHandlers<C>): void;
  /** The handlers of all declared events and commands; once. */
  handlers(handlers: Handlers<D, ContractsOf<D, C, P> extends infer All extends Contracts ? All : never>): void;
  /** Koa middleware for every request, before its route is looked for; in the order of the calls. */
  use(middleware: Middleware<RequestState>): void;
  /** A further part, started after what the service is connected to and before what brings it work. */
  add(component: Component): void;
  /** Rows of a table of the service's own that are deleted when they have served their time. */
  retain(rule: RetentionRule): void;
  /**
   * Who the bearers of tokens are, in place of a verifier over the configuration keys `TOKEN_JWKS` and `TOKEN_ISSUER`.
   */
  verifyTokens(verifier: Verifier): void;
}

/** A service without its types, as it is assembled. */
export type AnyService = Service<ServiceDeclaration, Contract, Readonly<Record<string, Contract>>>;
