import { createService, type Migrations, type StandaloneService } from '@flotilla/runtime';
import {
  createTestBroker,
  createTestDatabase,
  eventually,
  type TestBroker,
  type TestDatabase,
} from '@flotilla/runtime/testing';
import { Client as Postgres } from 'pg';
import { declaration } from '../service';
import { users } from '../setup';
import { type Client, clientOf, newPerson, type Person } from './client';
import { makeSigningKey, signingKeys } from './signing-keys';

export const admin = { email: 'admin@example.com', password: 'configured, not chosen' } as const;

/** An event as it lies in the stream. */
export interface StoredEvent {
  readonly subject: string;
  readonly data: Record<string, unknown>;
  readonly version: string;
}

/** The service, on a database and a broker of a test's own. */
export interface Stage {
  readonly client: Client;
  readonly databaseUrl: string;
  /** Starts a further replica. */
  start(settings?: Readonly<Record<string, string>>): Promise<StandaloneService>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * Makes requests meet: runs SQL that locks something, lets the requests come until so many wait for it (or one has
   * been answered), and lets them go on.
   */
  collide<T>(lock: string, values: readonly unknown[], waiting: number, requests: () => Promise<T>): Promise<T>;
  /** All events about an account, in the order of the stream. */
  eventsOf(userId: string): Promise<StoredEvent[]>;
  newPerson(): Promise<Person>;
  stop(): Promise<void>;
}

export async function startStage(
  settings: Readonly<Record<string, string>> = {},
  migrations: Migrations = users.migrations,
): Promise<Stage> {
  const database = await createTestDatabase(migrations);
  const broker = await createTestBroker([declaration]);
  const postgres = new Postgres({ connectionString: database.url });
  await postgres.connect();
  const services: StandaloneService[] = [];
  const environment = {
    PORT: '0',
    ADMIN_PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    DATABASE_URL: database.url,
    NATS_URL: broker.url,
    NATS_NKEY_SEED: broker.nkeySeed,
    ...('TOKEN_SIGNING_KEYS_FILE' in settings ? {} : { TOKEN_SIGNING_KEYS: signingKeys(makeSigningKey()) }),
    ...settings,
  };
  const start: Stage['start'] = async (more = {}) => {
    const service = await createService(declaration, users, { ...environment, ...more });
    services.push(service);
    await service.start();
    return service;
  };
  const client = clientOf((await start()).url);
  return {
    client,
    databaseUrl: database.url,
    start,
    sql: async (text, values) => (await postgres.query(text, values as unknown[])).rows,
    collide: async (lock, values, waiting, requests) => {
      await postgres.query('begin');
      await postgres.query(lock, values as unknown[]);
      const answers = requests();
      let answered = false;
      answers.finally(() => (answered = true)).catch(() => undefined);
      try {
        await eventually(async () => {
          await postgres.query('select pg_stat_clear_snapshot()'); // Otherwise a transaction sees the same all the time.
          const { rowCount } = await postgres.query(
            "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          return answered || (rowCount ?? 0) >= waiting;
        });
      } finally {
        await postgres.query('commit');
        await Promise.allSettled([answers]);
      }
      return answers;
    },
    eventsOf: (userId) => eventsOf(broker, userId),
    newPerson: () => newPerson(client),
    stop: () => stop(services, postgres, broker, database),
  };
}

async function eventsOf(broker: TestBroker, userId: string): Promise<StoredEvent[]> {
  const stream = await broker.manager.streams.get('USERS');
  const { last_seq: last } = (await stream.info()).state;
  const events: StoredEvent[] = [];
  for (let seq = 1; seq <= last; seq += 1) {
    const { subject, data, header } = await stream.getMessage({ seq });
    if (header.get('ce-subject') === userId) {
      const version = header.get('ce-aggregateversion');
      events.push({ subject, data: JSON.parse(Buffer.from(data).toString()), version });
    }
  }
  return events;
}

async function stop(
  services: readonly StandaloneService[],
  postgres: Postgres,
  broker: TestBroker,
  database: TestDatabase,
): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
  await postgres.end();
  await broker.close();
  await database.drop();
}
