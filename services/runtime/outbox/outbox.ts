import type { Session, Statement, Transaction } from '../db';
import type { OutgoingMessage } from '../messaging';
import { outboxInsert, withOutbox } from './insert';

/** Where a service puts its messages: they leave if, and only if, the change they belong to commits. */
export class Outbox {
  readonly #listeners = new Set<() => void>();

  /** Adds messages to a transaction. */
  async add(transaction: Transaction, ...messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length > 0) {
      await transaction.execute(outboxInsert(messages));
      transaction.afterCommit(() => this.written());
    }
  }

  /**
   * Runs a change and its messages as one statement, the fastest way there is; see `withOutbox`.
   * @returns the rows of the change's `returning` clause; none: nothing changed and nothing is sent
   */
  async write<Row extends object>(
    session: Session | Transaction,
    change: Statement,
    ...messages: readonly OutgoingMessage[]
  ): Promise<Row[]> {
    const rows = await session.query<Row>(withOutbox(change, messages));
    if ('afterCommit' in session) {
      session.afterCommit(() => this.written());
    } else {
      this.written();
    }
    return rows;
  }

  /** Tells the relay of this process that rows have been committed; others find them by polling. */
  written(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }

  /** @returns ends the listening */
  onWritten(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
