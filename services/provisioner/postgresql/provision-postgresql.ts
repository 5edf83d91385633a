import { Client, type ClientConfig, DatabaseError } from 'pg';
import type { PostgresqlInput } from '../input';
import { NotYet, type Patience, patiently } from '../patience';
import { scramVerifier } from './scram-verifier';

export interface PostgresqlTarget extends Pick<PostgresqlInput, 'host' | 'port' | 'user'> {
  readonly password: string;
  /** @default - no TLS */
  readonly ssl?: ClientConfig['ssl'];
  /** Databases, each owned by a role of the same name that alone may connect to it. */
  readonly databases: readonly TargetDatabase[];
}

export interface TargetDatabase {
  readonly name: string;
  readonly password: string;
  /**
   * Password of a second role, `<name>.standby`, that acts as the first: a service changes from one to the other while
   * its pods are replaced one by one, and each role's password is changed while nobody uses it.
   * @default - no second role
   */
  readonly standbyPassword?: string;
}

/** Database that every server has, to connect to. */
const maintenance = 'postgres';

/** Key of the lock under which roles and databases are made; any number that no other lock of that database uses. */
const advisoryLock = 2_971_215_073;

/**
 * Makes roles and a database for each name, or sets the roles' passwords where they exist. Concurrent runs wait for
 * each other.
 */
export async function provisionPostgresql(target: PostgresqlTarget, patience: Patience): Promise<void> {
  const reserved = new Set([target.user, maintenance, 'template0', 'template1']);
  for (const { name } of target.databases) {
    if (reserved.has(name)) throw new Error(`database ${name}: the server itself uses this name; rename the service`);
  }
  await patiently(() => asSuperuser(target, (client) => makeAll(client, target)), patience);
  patience.log('PostgreSQL is as declared', { databases: target.databases.length });
}

async function makeAll(client: Client, { databases }: PostgresqlTarget): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [advisoryLock]);
  // By default everybody may connect everywhere.
  await client.query(`revoke connect, temporary on database ${maintenance}, template1 from public`);
  for (const database of databases) await makeDatabase(client, database);
}

async function makeDatabase(client: Client, { name, password, standbyPassword }: TargetDatabase): Promise<void> {
  const id = client.escapeIdentifier(name);
  await makeRole(client, name, password);
  if (!(await exists(client, 'pg_database', 'datname', name))) await client.query(`create database ${id} owner ${id}`);
  await client.query(`alter database ${id} owner to ${id}`);
  await client.query(`revoke connect, temporary on database ${id} from public`);
  if (standbyPassword === undefined) return;
  const standby = standbyRole(name);
  await makeRole(client, standby, standbyPassword);
  await client.query(`grant ${id} to ${client.escapeIdentifier(standby)}`);
  // What it makes belongs to the first role from its first statement on.
  await client.query(`alter role ${client.escapeIdentifier(standby)} set role to ${id}`);
}

async function makeRole(client: Client, name: string, password: string): Promise<void> {
  const verb = (await exists(client, 'pg_roles', 'rolname', name)) ? 'alter' : 'create';
  const verifier = client.escapeLiteral(scramVerifier(password));
  await client.query(
    `${verb} role ${client.escapeIdentifier(name)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${verifier}`,
  );
}

async function exists(client: Client, catalogue: string, column: string, name: string): Promise<boolean> {
  return (await client.query(`select 1 from ${catalogue} where ${column} = $1`, [name])).rowCount === 1;
}

/** The second role of a database. No service's name has a dot, so that it is nobody's first. */
export function standbyRole(database: string): string {
  return `${database}.standby`;
}

async function asSuperuser<T>(target: PostgresqlTarget, use: (client: Client) => Promise<T>): Promise<T> {
  const { host, port, user, password, ssl } = target;
  const client = new Client({
    host,
    port,
    user,
    password,
    ssl,
    database: maintenance,
    application_name: 'provisioner',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    throw explained(error as Error, `PostgreSQL at ${host}:${port}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Classes of SQLSTATE that pass: connection exception, insufficient resources, operator intervention. */
const temporary = /^(08|53|57)/;

function explained(error: Error, where: string): Error {
  const text = `${where}: ${error.message}`;
  if (!(error instanceof DatabaseError) || temporary.test(error.code ?? '')) return new NotYet(text);
  if (error.code === '28P01') {
    return new Error(
      `${text}; the server keeps the password it was first started with. Put that one into the Secret, or change it with ALTER ROLE.`,
    );
  }
  return new Error(text, { cause: error });
}
