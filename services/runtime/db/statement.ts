import { type Knex, knex } from 'knex';

/** SQL with its values in `$1` notation. */
export interface NativeStatement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepares the statement once per connection under this name. */
  readonly name?: string;
}

/** What a session can run: SQL without values, SQL with values, or something that knex has built. */
export type Statement = string | NativeStatement | Knex.QueryBuilder | Knex.Raw;

/** knex as a builder alone; what it builds is run by a `Session`, never awaited. */
export const build: Knex = knex({ client: 'pg' });

/** The form that PostgreSQL takes. */
export function compile(statement: Statement): NativeStatement {
  if (typeof statement === 'string') {
    return { text: statement };
  }
  if ('text' in statement) {
    return statement;
  }
  const { sql, bindings } = statement.toSQL().toNative();
  return { text: sql, values: bindings };
}
