import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Transaction } from '../db';
import type { CommandData, Contracts, EventData, Handled, Message } from '../messaging';

/** What a handler works with. */
export interface HandlerContext {
  /** Holds the inbox row already; commits after the handler, together with everything the handler does in it. */
  readonly transaction: Transaction;
  /** Aborted when the service stops for good, or the handler takes longer than a minute. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What a handler works with that talks to the outside world before it changes anything here. */
export interface ExternalHandlerContext extends Omit<HandlerContext, 'transaction'> {
  /**
   * Runs the effect in the transaction of the inbox row; to be awaited exactly once. Not run when the message turns
   * out to be handled already.
   */
  readonly commit: (effect: (transaction: Transaction) => Promise<void>) => Promise<void>;
}

/** Handles a message in one transaction. To reject a message for good, throw `PermanentError`. */
export type TransactionalHandler<Data> = (message: Message<Data>, context: HandlerContext) => Promise<void>;

/** A handler with more to say than what to do. */
export type HandlerOptions<Data> =
  | {
      readonly handle: TransactionalHandler<Data>;
      /**
       * For read models, by the version of the aggregate. `newest` drops versions older than one that was seen;
       * `gapless` also waits for those in between, from version 1 on, and so needs every event of the aggregate.
       * @default - messages are handled as they come
       */
      readonly order?: 'newest' | 'gapless';
    }
  | {
      /**
       * Calls something outside of the database first, with no transaction open. It may run more than once for a
       * message, so what it calls needs an idempotency key: the message's id.
       */
      readonly external: (message: Message<Data>, context: ExternalHandlerContext) => Promise<void>;
    };

export type Handler<Data> = TransactionalHandler<Data> | HandlerOptions<Data>;

/** A handler for every event that a service subscribes to and every command that it handles; no more, no fewer. */
export interface Handlers<D extends ServiceDeclaration, C extends Contracts> {
  readonly events: { readonly [Subject in keyof D['subscribes'] & string]: Handler<EventData<C, Subject>> };
  readonly commands: { readonly [Name in Handled<D>]: Handler<CommandData<C, D['name'], Name>> };
}

/** Handlers without their types, as the consumers hold them. */
export interface AnyHandlers {
  readonly events: Readonly<Record<string, Handler<never>>>;
  readonly commands: Readonly<Record<string, Handler<never>>>;
}
