import type { Knex } from 'knex';
import { Client, type ClientConfig, type QueryResult } from 'pg';
import type { Logger } from 'pino';
import { build, compile, type NativeStatement, type Statement } from './statement';

/** Stands in a built statement for a value that each call gives. */
class Parameter {
  constructor(readonly name: string) {}
}

/** A placeholder for `input[name]`. */
export type ParameterOf<Input> = (name: keyof Input & string) => Knex.Value;

/** Compiles a statement once; gives the values of a call in the order of its placeholders. */
export function prepareStatement<Input extends object>(
  name: string,
  define: (builder: Knex, parameter: ParameterOf<Input>) => Statement,
): (input: Input) => NativeStatement {
  const parameter = (key: string): Knex.Value => new Parameter(key) as unknown as Knex.Value;
  const { text, values = [] } = compile(define(build, parameter));
  return (input) => ({
    name,
    text,
    values: values.map((value) => (value instanceof Parameter ? input[value.name as keyof Input] : value)),
  });
}

const reconnectMs = { first: 50, last: 2_000 } as const;

/**
 * A few connections that many callers share: statements are sent without waiting for earlier answers. For short
 * statements of their own transaction that wait for no lock, since answers come in order.
 */
export class PipelinedClients {
  readonly #config: ClientConfig;
  readonly #logger: Logger;
  readonly #clients: (Client | undefined)[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #next = 0;
  #stopped = false;

  constructor(config: ClientConfig, size: number, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
    this.#clients = Array.from({ length: size });
  }

  /** Connects those that are not connected; rejects with the first failure. */
  async start(): Promise<void> {
    await Promise.all(this.#clients.map((client, slot) => client ?? this.#connect(slot)));
  }

  /** `undefined` while no connection is up. */
  run(statement: NativeStatement): Promise<QueryResult> | undefined {
    for (let tries = 0; tries < this.#clients.length; tries += 1) {
      this.#next = (this.#next + 1) % this.#clients.length;
      const client = this.#clients[this.#next];
      if (client !== undefined) {
        return client.query(statement as { name?: string; text: string; values: unknown[] });
      }
    }
    return undefined;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    const clients = this.#clients.splice(0).filter((client) => client !== undefined);
    await Promise.all(clients.map((client) => client.end()));
  }

  async #connect(slot: number): Promise<void> {
    const client = new Client(this.#config);
    const lost = (error?: Error): void => {
      if (this.#clients[slot] === client) {
        this.#clients[slot] = undefined;
        this.#logger.warn({ err: error }, 'lost a shared database connection');
        this.#reconnect(slot, reconnectMs.first);
      }
    };
    client.on('error', lost);
    client.on('end', () => lost());
    await client.connect();
    if (this.#stopped) {
      await client.end();
      return;
    }
    this.#clients[slot] = client;
  }

  #reconnect(slot: number, delayMs: number): void {
    if (this.#stopped) {
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#connect(slot).catch(() => this.#reconnect(slot, Math.min(delayMs * 2, reconnectMs.last)));
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }
}
