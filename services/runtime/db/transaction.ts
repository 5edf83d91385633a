import type { Pool, PoolClient, QueryResult } from 'pg';
import { type Session, sessionOver } from './session';
import type { NativeStatement } from './statement';

/** Statements that take effect together or not at all. */
export interface Transaction extends Session {
  /** Runs once the transaction has committed; never when it rolls back. Must not throw. */
  afterCommit(action: () => void): void;
}

/**
 * Runs `work` in one transaction: commits when it resolves, rolls back when it rejects.
 *
 * BEGIN is sent together with the first statement of `work` (one round trip less). It can only fail with its
 * connection, and then everything behind it fails too.
 *
 * @param cancel cancels the running statement of a backend; used when `signal` is aborted
 */
export async function runTransaction<T>(
  pool: Pool,
  work: (transaction: Transaction) => Promise<T>,
  cancel: (processId: number) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  let lost: Error | undefined;
  const client = await pool.connect();
  // Losing a connection that is checked out is also an event; the statements on it reject by themselves.
  const onError = (error: Error): void => {
    lost ??= error;
  };
  client.on('error', onError);
  const actions: (() => void)[] = [];
  const begun = client.query('begin');
  begun.catch(() => undefined);
  const cancellation = cancelOnAbort(client, begun, cancel, signal);
  try {
    const result = await work({
      ...sessionOver((statement) => run(client, statement)),
      afterCommit: (action) => actions.push(action),
    });
    await begun;
    signal?.throwIfAborted();
    await commit(client);
    for (const action of actions) {
      action();
    }
    return result;
  } catch (error) {
    // The event knows why the connection ended, e.g. that the transaction was idle for too long; the statement does not.
    const cause = lost ?? error;
    await client.query('rollback').catch(onError);
    throw signal?.aborted ? signal.reason : cause;
  } finally {
    // A cancel request that arrives late would strike whoever gets the connection next.
    await cancellation();
    client.off('error', onError);
    client.release(lost);
  }
}

/** A transaction in which a statement has failed answers COMMIT with ROLLBACK, and without an error. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') {
    throw new Error('the transaction was rolled back: a statement in it failed and its error was swallowed');
  }
}

function run(client: PoolClient, statement: NativeStatement): Promise<QueryResult> {
  return client.query(statement as { text: string; values: unknown[] });
}

function cancelOnAbort(
  client: PoolClient,
  begun: Promise<unknown>,
  cancel: (processId: number) => Promise<unknown>,
  signal: AbortSignal | undefined,
): () => Promise<void> {
  let pending: Promise<unknown> = Promise.resolve();
  const onAbort = (): void => {
    const { processID } = client as unknown as { processID: number };
    pending = begun.then(() => cancel(processID)).catch(() => undefined);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  return async () => {
    signal?.removeEventListener('abort', onAbort);
    await pending;
  };
}
