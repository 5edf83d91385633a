import type { Middleware } from 'koa';
import type { Verifier } from '../auth';
import type { RetentionRule } from '../db';
import type { AnyOperationHandler, AnyRouteHandler, RequestState } from '../http';
import type { Component } from '../lifecycle';

type Named<Handler> = Readonly<Record<string, Handler>>;

/** Handlers of messages without their types. */
export interface MessageHandlers {
  readonly events: Named<unknown>;
  readonly commands: Named<unknown>;
}

/** What a service has registered during its set-up. */
export class Registrations {
  readonly middleware: Middleware<RequestState>[] = [];
  readonly components: Component[] = [];
  readonly retention: RetentionRule[] = [];
  #routes: Named<AnyRouteHandler> | undefined;
  #operations: Named<AnyOperationHandler> | undefined;
  #handlers: MessageHandlers | undefined;
  #verifier: Verifier | undefined;
  #closed = false;

  get routes(): Named<AnyRouteHandler> {
    return this.#routes ?? {};
  }

  get operations(): Named<AnyOperationHandler> {
    return this.#operations ?? {};
  }

  get handlers(): MessageHandlers {
    return this.#handlers ?? { events: {}, commands: {} };
  }

  get verifier(): Verifier | undefined {
    return this.#verifier;
  }

  /** The methods of `Service` that register something. */
  get methods() {
    return {
      routes: (handlers: Named<AnyRouteHandler>): void => {
        this.#routes = this.#once('routes', this.#routes, handlers);
      },
      operations: (handlers: Named<AnyOperationHandler>): void => {
        this.#operations = this.#once('operations', this.#operations, handlers);
      },
      handlers: (handlers: MessageHandlers): void => {
        this.#handlers = this.#once('handlers', this.#handlers, handlers);
      },
      verifyTokens: (verifier: Verifier): void => {
        this.#verifier = this.#once('verifyTokens', this.#verifier, verifier);
      },
      use: (middleware: Middleware<RequestState>): void => this.#add('use', this.middleware, middleware),
      add: (component: Component): void => this.#add('add', this.components, component),
      retain: (rule: RetentionRule): void => this.#add('retain', this.retention, rule),
    };
  }

  /** What comes later would have no effect, so it fails. */
  close(): void {
    this.#closed = true;
  }

  #once<T>(method: string, before: T | undefined, value: T): T {
    this.#assertOpen(method);
    if (before !== undefined) {
      throw new Error(`service.${method} was called twice; give everything in one call`);
    }
    return value;
  }

  #add<T>(method: string, list: T[], value: T): void {
    this.#assertOpen(method);
    list.push(value);
  }

  #assertOpen(method: string): void {
    if (this.#closed) {
      throw new Error(`service.${method} was called after the set-up; call it before \`setup\` returns or resolves`);
    }
  }
}
