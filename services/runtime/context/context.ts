import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from './deadline';
import type { Identity } from './identity';

/** What is known of the work that is being done: a request, or the handling of a message. */
export interface Context {
  /** Id of the whole flow, through all services and messages. */
  readonly correlationId: string;
  /** Id of the HTTP request. @default - the work is no request */
  readonly requestId?: string;
  /** @default - nobody waits for the work */
  readonly deadline?: Deadline;
  /** @default - nobody has shown who they are */
  readonly identity?: Identity;
}

const storage = new AsyncLocalStorage<Context>();

/** Runs work in this context; whatever the work awaits or starts sees it too. Replaces a context around it. */
export function runInContext<T>(context: Context, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the running work; `undefined` outside of any, as in timers of the process itself. */
export function currentContext(): Context | undefined {
  return storage.getStore();
}
