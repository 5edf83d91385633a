import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { type Broker, BrokerError, type BrokerFailure, headersOf, type PublishAck } from '../messaging';
import type { FailedRow, PendingRow } from './relay-session';

export interface PublishPolicy {
  /** Delay after the first failed attempt, in milliseconds; doubles up to `lastRetryMs`. */
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  /** Attempts after which a row that the broker cannot route or refuses is given up. */
  readonly maxAttempts: number;
}

export interface BatchResult {
  readonly published: readonly { id: string; sequence: number; duplicate: boolean }[];
  readonly failed: readonly (FailedRow & { failure: BrokerFailure })[];
  /** The connection went away: unmarked rows are as good as before. */
  readonly interrupted: boolean;
}

/**
 * Publishes rows, all at once except those of one aggregate: they go one after the other, so that a failure of one
 * never lets a later one overtake it.
 */
export async function publishBatch(
  broker: Broker,
  source: string,
  rows: readonly PendingRow[],
  policy: PublishPolicy,
): Promise<BatchResult> {
  const published: { id: string; sequence: number; duplicate: boolean }[] = [];
  const failed: (FailedRow & { failure: BrokerFailure })[] = [];
  let interrupted = false;

  const publishInOrder = async (history: readonly PendingRow[]): Promise<void> => {
    for (const row of history) {
      try {
        const { sequence, duplicate } = await publishRow(broker, source, row);
        published.push({ id: row.id, sequence, duplicate });
      } catch (error) {
        const failure = error instanceof BrokerError ? error.failure : 'rejected';
        if (failure === 'unavailable' && !broker.connected) {
          interrupted = true;
          return;
        }
        const outcome = failedRow(row, failure, error as Error, policy);
        failed.push(outcome);
        if (!outcome.poison) {
          return;
        }
      }
    }
  };
  await Promise.all([...byAggregate(rows).values()].map(publishInOrder));
  return { published, failed, interrupted };
}

function byAggregate(rows: readonly PendingRow[]): Map<string, PendingRow[]> {
  const histories = new Map<string, PendingRow[]>();
  for (const row of rows) {
    const key = `${row.aggregate.type} ${row.aggregate.id}`;
    const history = histories.get(key);
    if (history === undefined) {
      histories.set(key, [row]);
    } else {
      history.push(row);
    }
  }
  return histories;
}

function failedRow(
  row: PendingRow,
  failure: BrokerFailure,
  error: Error,
  policy: PublishPolicy,
): FailedRow & { failure: BrokerFailure } {
  // A stream that is full or without a leader recovers; a subject that nobody takes or allows needs a person.
  const hopeless = (failure === 'unroutable' || failure === 'refused') && row.attempts + 1 >= policy.maxAttempts;
  return {
    id: row.id,
    failure,
    error: error.message,
    retryInMs: Math.min(policy.firstRetryMs * 2 ** row.attempts, policy.lastRetryMs),
    poison: failure === 'too-large' || hopeless,
  };
}

const tracer = trace.getTracer('@flotilla/runtime/outbox');

/** The span belongs to the trace in which the row was written, however much later it is published. */
async function publishRow(broker: Broker, source: string, row: PendingRow): Promise<PublishAck> {
  const headers = headersOf(source, row, row.createdAt);
  const origin = propagation.extract(context.active(), headers);
  if (!trace.getSpanContext(origin)) {
    return broker.publish({ subject: row.subject, headers, payload: row.payload, dedupId: row.id });
  }
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.type': 'send',
    'messaging.destination.name': row.subject,
    'messaging.message.id': row.id,
  };
  const span = tracer.startSpan(`send ${row.subject}`, { kind: SpanKind.PRODUCER, attributes }, origin);
  propagation.inject(trace.setSpan(origin, span), headers);
  try {
    return await broker.publish({ subject: row.subject, headers, payload: row.payload, dedupId: row.id });
  } catch (error) {
    span.recordException(error as Error);
    throw error;
  } finally {
    span.end();
  }
}
