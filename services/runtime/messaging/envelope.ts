import type { Aggregate, Message, OutgoingMessage } from './message';

/**
 * CloudEvents 1.0 in binary mode: attributes in headers with the prefix `ce-`, the payload is the data alone
 * (NATS protocol binding 1.0.3). Extensions: aggregatetype, aggregateversion, dataversion.
 */
export const header = {
  specversion: 'ce-specversion',
  id: 'ce-id',
  source: 'ce-source',
  type: 'ce-type',
  time: 'ce-time',
  datacontenttype: 'ce-datacontenttype',
  dataversion: 'ce-dataversion',
  subject: 'ce-subject',
  aggregatetype: 'ce-aggregatetype',
  aggregateversion: 'ce-aggregateversion',
  correlationId: 'correlation-id',
  causationId: 'causation-id',
  /** Set on a message that is handled anew after it had become a dead letter. */
  replayOf: 'flotilla-replay-of',
} as const;

/** All headers of a message, from its place in the outbox. */
export function headersOf(
  source: string,
  message: Omit<OutgoingMessage, 'data'>,
  createdAt: Date,
): Record<string, string> {
  const { id, type, aggregate } = message;
  const headers: Record<string, string> = {
    [header.specversion]: '1.0',
    [header.id]: id,
    [header.source]: source,
    [header.type]: type,
    [header.time]: createdAt.toISOString(),
    [header.datacontenttype]: 'application/json',
    [header.subject]: aggregate.id,
    [header.aggregatetype]: aggregate.type,
    ...message.headers,
  };
  if (aggregate.version !== undefined) {
    headers[header.aggregateversion] = String(aggregate.version);
  }
  return headers;
}

/**
 * The envelope of a received message.
 *
 * @throws when an attribute that CloudEvents requires is missing: the sender does not speak this protocol
 */
export function readEnvelope(
  subject: string,
  headers: Readonly<Record<string, string>>,
): Omit<Message, 'data' | 'attempt'> {
  const required = (name: string): string => {
    const value = headers[name];
    if (value === undefined || value === '') {
      throw new Error(`message on '${subject}' has no header ${name}; expected a CloudEvents 1.0 message`);
    }
    return value;
  };
  const id = required(header.id);
  return {
    id,
    subject,
    type: required(header.type),
    time: new Date(headers[header.time] ?? 0),
    aggregate: aggregateOf(headers),
    correlationId: headers[header.correlationId] ?? id,
    causationId: headers[header.causationId],
    headers,
  };
}

function aggregateOf(headers: Readonly<Record<string, string>>): Aggregate | undefined {
  const id = headers[header.subject];
  const type = headers[header.aggregatetype];
  const version = headers[header.aggregateversion];
  if (id === undefined || type === undefined) {
    return undefined;
  }
  return { id, type, version: version === undefined ? undefined : Number(version) };
}
