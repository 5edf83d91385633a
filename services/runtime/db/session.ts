import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { QueryResult } from 'pg';
import { compile, type NativeStatement, type Statement } from './statement';

/** Something that runs statements: the pool (each on its own) or a transaction. */
export interface Session {
  /** All rows. `bigint` columns are numbers, `timestamptz` are `Date`, `jsonb` is parsed. */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
  /** The first row, if there is one. */
  first<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row | undefined>;
  /** How many rows were touched. */
  execute(statement: Statement): Promise<number>;
}

/** Runs one native statement on whatever connection the caller holds. */
export type Run = (statement: NativeStatement) => Promise<QueryResult>;

/** A session over a way to run statements. */
export function sessionOver(run: Run): Session {
  const traced = (statement: Statement): Promise<QueryResult> => inSpan(compile(statement), run);
  return {
    query: async <Row extends object>(statement: Statement) => (await traced(statement)).rows as Row[],
    first: async <Row extends object>(statement: Statement) => (await traced(statement)).rows[0] as Row | undefined,
    execute: async (statement) => (await traced(statement)).rowCount ?? 0,
  };
}

const tracer = trace.getTracer('@flotilla/runtime/db');

/** A client span with the SQL and never the values; nothing where no trace is recorded. */
export async function inSpan(statement: NativeStatement, run: Run): Promise<QueryResult> {
  if (!trace.getActiveSpan()?.isRecording()) {
    return run(statement);
  }
  const operation = /^\s*(\w+)/.exec(statement.text)?.[1]?.toUpperCase() ?? 'SQL';
  const span = tracer.startSpan(statement.name ?? operation, {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': statement.text,
    },
  });
  try {
    return await run(statement);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
    throw error;
  } finally {
    span.end();
  }
}
