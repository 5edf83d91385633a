import type { Cause, IdempotencyStore, Service, Transaction } from '@flotilla/runtime';
import type { contract } from './contract';
import type { declaration } from './service';

/** The service as its declaration and contract make it. */
export type ProductsService = Service<typeof declaration, typeof contract, object>;

/** What use cases work with. */
export interface Dependencies extends Pick<ProductsService, 'database' | 'outbox' | 'messages' | 'newId'> {
  readonly now: () => Date;
  /** Answers to requests that are not to take effect twice. */
  readonly answers: IdempotencyStore;
  /** How long stock is held for an order, in milliseconds. */
  readonly holdMs: number;
}

/** The request that a use case answers. */
export interface RequestContext extends Cause {
  readonly signal: AbortSignal;
}

/** The command that a use case answers, and the transaction of its inbox row. */
export interface CommandContext {
  readonly cause: Cause;
  readonly transaction: Transaction;
}
