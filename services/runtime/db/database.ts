import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { Pool, type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Component } from '../lifecycle/component';
import { clientConfig, type SessionLimits } from './connection';
import { isNotThereYet } from './failures';
import { type Migrations, migrationsCurrent } from './migrations';
import { type ParameterOf, PipelinedClients, prepareStatement } from './prepared-statements';
import { inSpan, type Session, sessionOver } from './session';
import type { NativeStatement, Statement } from './statement';
import { runTransaction, type Transaction } from './transaction';

export interface DatabaseOptions extends SessionLimits {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Steps that must have run before the service is ready. */
  readonly migrations: Migrations;
  readonly logger: Logger;
  readonly registry: Registry;
  /**
   * Most connections, among them the shared ones for prepared statements and the one of the outbox relay.
   * @default 10
   */
  readonly maxConnections?: number;
  /** How long `start` waits for a database that is not there yet, in milliseconds. @default 60000 */
  readonly patienceMs?: number;
}

/** The database of a service: a pool for transactions, and shared connections for hot statements. */
export class Database implements Component, Session {
  readonly name = 'database';
  /** For connections that are no part of the pool, such as the relay's. */
  readonly config: PoolConfig;
  readonly query: Session['query'];
  readonly first: Session['first'];
  readonly execute: Session['execute'];
  readonly #options: DatabaseOptions;
  readonly #pool: Pool;
  readonly #shared: PipelinedClients;
  readonly #prepared = new Set<string>();
  #schemaIsCurrent = false;

  constructor(options: DatabaseOptions) {
    const max = options.maxConnections ?? 10;
    const shared = max >= 4 ? 2 : 1;
    this.#options = options;
    this.config = clientConfig(options.url, options.applicationName, options);
    this.#pool = new Pool({ ...this.config, max: Math.max(1, max - shared - 1), idleTimeoutMillis: 30_000 });
    this.#pool.on('error', (error) => options.logger.warn({ err: error }, 'lost an idle database connection'));
    this.#shared = new PipelinedClients(this.config, shared, options.logger);
    const session = sessionOver((statement) => this.#pool.query(statement as { text: string; values: unknown[] }));
    this.query = session.query;
    this.first = session.first;
    this.execute = session.execute;
    observePool(this.#pool, options.registry);
  }

  /** Resolves when the database answers; rejects when it stays away or refuses the service. */
  async start(): Promise<void> {
    const { logger, patienceMs = 60_000 } = this.#options;
    const deadline = Date.now() + patienceMs;
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 1_000)) {
      try {
        return await this.#shared.start();
      } catch (error) {
        if (!isNotThereYet(error) || Date.now() > deadline) {
          const cause = error as Error;
          throw new Error(`cannot use the database: ${cause.message}; check DATABASE_URL and the server`, { cause });
        }
        logger.info({ err: error }, 'the database is not there yet; waiting');
        await sleep(waitMs);
      }
    }
  }

  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it rejects.
   * @param options.signal when aborted, the running statement is cancelled and the transaction rolled back
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: { signal?: AbortSignal }): Promise<T> {
    const cancel = (processId: number): Promise<unknown> =>
      this.#runShared({ text: 'select pg_cancel_backend($1)', values: [processId] });
    return runTransaction(this.#pool, work, cancel, options?.signal);
  }

  /**
   * Compiles a hot statement once; calls share a few pipelined connections and a server-side plan. For short
   * statements that wait for no lock. Give each a name of its own.
   *
   * @example
   * const productById = database.prepare<{ id: string }, Product>('product-by-id', (knex, input) =>
   *   knex('product').where('id', input('id')).first());
   * const [product] = await productById({ id });
   */
  prepare<Input extends object, Row extends object>(
    name: string,
    define: (builder: Knex, input: ParameterOf<Input>) => Statement,
  ): (input: Input) => Promise<Row[]> {
    if (this.#prepared.has(name)) {
      throw new Error(`prepared statement '${name}' exists already; give each statement a name of its own`);
    }
    this.#prepared.add(name);
    const bind = prepareStatement(name, define);
    return async (input) => (await inSpan(bind(input), (statement) => this.#runShared(statement))).rows as Row[];
  }

  /** Whether all migrations of this release have run; once true it is not asked again. */
  async migrationsCurrent(): Promise<boolean> {
    this.#schemaIsCurrent ||= await migrationsCurrent(this, this.#options.migrations);
    return this.#schemaIsCurrent;
  }

  async ready(): Promise<void> {
    await this.#runShared({ text: 'select 1', name: 'ready' });
    if (!(await this.migrationsCurrent())) {
      throw new Error('the schema is behind this release; run its migrations');
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#shared.stop(), this.#pool.end()]);
  }

  /** While the shared connections are down the pool serves: it connects anew by itself. */
  #runShared(statement: NativeStatement) {
    return this.#shared.run(statement) ?? this.#pool.query(statement as { text: string; values: unknown[] });
  }
}

function observePool(pool: Pool, registry: Registry): void {
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the pool by state.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'used' }, pool.totalCount - pool.idleCount);
    },
  });
  new Gauge({
    name: 'db_pool_waiting',
    help: 'Callers that wait for a connection of the pool.',
    registers: [registry],
    collect() {
      this.set(pool.waitingCount);
    },
  });
}
