import { type ClientConfig, types } from 'pg';

/** Limits of every session, in milliseconds. Long transactions would hold up the outbox (its reader waits for them). */
export interface SessionLimits {
  /** Longest single statement. @default 5000 */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a lock. @default 2000 */
  readonly lockTimeoutMs?: number;
  /** Longest pause of a client inside a transaction before the server ends the session. @default 10000 */
  readonly idleInTransactionTimeoutMs?: number;
}

const connectTimeoutMs = 5_000;

/** How much longer than the server's own limit a client waits for an answer, before it takes the connection for dead. */
const answerMarginMs = 2_000;

/** Settings that every connection of a service shares. */
export function clientConfig(url: string, applicationName: string, limits: SessionLimits = {}): ClientConfig {
  const statementTimeout = limits.statementTimeoutMs ?? 5_000;
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + answerMarginMs,
    lock_timeout: limits.lockTimeoutMs ?? 2_000,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs ?? 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Statements leave at once and are answered in order; see `Database.transaction` and `prepare`.
    pipeline: true,
    types: { getTypeParser },
  } as ClientConfig;
}

function getTypeParser(...[oid, format]: Parameters<typeof types.getTypeParser>): (value: string) => unknown {
  return oid === types.builtins.INT8 ? safeInteger : types.getTypeParser(oid, format as 'text');
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`bigint ${text} is outside of the safe integers; select it as text`);
  }
  return value;
}
