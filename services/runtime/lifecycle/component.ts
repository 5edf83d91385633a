/** A part of a service that is started and stopped in order: a pool, a connection, a server, a relay. */
export interface Component {
  /** Shown in logs and in `/readyz`, e.g. `database`. */
  readonly name: string;

  /** Resolves when the part is usable; rejects with a sentence that says what to do. */
  start(): Promise<void>;

  /**
   * Take no new work and finish what is in flight; called in reverse order of start, before any `stop`.
   * @param deadline aborted when the time for draining is over: give back or abandon the rest then
   */
  drain?(deadline: AbortSignal): Promise<void>;

  /** Release everything. Called once, also after a failed start. */
  stop(): Promise<void>;

  /** Rejects with the reason while the part cannot serve. Must be cheap: it is asked every second. */
  ready?(): Promise<void>;
}
