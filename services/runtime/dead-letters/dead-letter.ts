import { deadLetterSubject } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import type { Transaction } from '../db';
import type { Delivery, OutgoingMessage } from '../messaging';
import type { Outbox } from '../outbox';

/** A message that was given up, whole, with what is needed to understand and to repeat it. */
export const deadLetterSchema = z.object({
  service: z.string(),
  consumer: z.string(),
  /** Id of the message itself; its stream position where it had none. */
  messageId: z.string(),
  subject: z.string(),
  stream: z.string(),
  sequence: z.number().int(),
  headers: z.record(z.string(), z.string()),
  /** The payload as it came: text, or base64 where it is no UTF-8. */
  payload: z.string(),
  payloadEncoding: z.enum(['utf8', 'base64']),
  error: z.string(),
  attempts: z.number().int(),
});

export type DeadLetter = z.infer<typeof deadLetterSchema>;

export function deadLetterOf(
  delivery: Delivery,
  service: string,
  consumer: string,
  messageId: string | undefined,
  error: Error,
): DeadLetter {
  return {
    service,
    consumer,
    messageId: messageId ?? `${delivery.stream}:${delivery.sequence}`,
    subject: delivery.subject,
    stream: delivery.stream,
    sequence: delivery.sequence,
    headers: { ...delivery.headers },
    ...textOf(delivery.payload),
    error: textOfError(error),
    attempts: delivery.attempt,
  };
}

/** As it is kept with a dead letter. */
export function textOfError({ name, message }: Error): string {
  return `${name}: ${message}`;
}

/**
 * Keeps a dead letter in the database and, through the outbox, in the stream of all dead letters: once committed it
 * cannot be lost, whatever happens to the broker.
 */
export async function storeDeadLetter(
  transaction: Transaction,
  outbox: Outbox,
  letter: DeadLetter,
  newId: () => string,
): Promise<void> {
  const stored = await transaction.execute({
    text: `
      insert into dead_letter (consumer, message_id, subject, stream, stream_seq, headers, payload, payload_encoding,
        error, attempts)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict (consumer, message_id) do update set
        error = excluded.error, attempts = excluded.attempts, failed_at = excluded.failed_at, resolved_at = null,
        stream_seq = excluded.stream_seq
      where dead_letter.stream_seq <> excluded.stream_seq or dead_letter.resolved_at is not null`,
    values: [
      letter.consumer,
      letter.messageId,
      letter.subject,
      letter.stream,
      letter.sequence,
      JSON.stringify(letter.headers),
      letter.payload,
      letter.payloadEncoding,
      letter.error,
      letter.attempts,
    ],
  });
  if (stored === 1) {
    await outbox.add(transaction, messageFor(letter, newId()));
  }
}

/** Notes that a message which had been given up was handled after all. */
export async function resolveDeadLetter(transaction: Transaction, consumer: string, messageId: string): Promise<void> {
  await transaction.execute({
    text: 'update dead_letter set resolved_at = clock_timestamp() where consumer = $1 and message_id = $2',
    values: [consumer, messageId],
  });
}

function messageFor(letter: DeadLetter, id: string): OutgoingMessage {
  return {
    id,
    subject: deadLetterSubject(letter.service, letter.subject),
    type: 'DeadLetter',
    aggregate: { type: 'dead-letter', id: letter.messageId },
    data: letter,
    headers: { 'correlation-id': letter.headers['correlation-id'] ?? letter.messageId },
  };
}

/** PostgreSQL's text takes neither invalid UTF-8 nor the zero character. */
function textOf(payload: Uint8Array): Pick<DeadLetter, 'payload' | 'payloadEncoding'> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    if (!text.includes('\0')) {
      return { payload: text, payloadEncoding: 'utf8' };
    }
  } catch {
    // Not UTF-8.
  }
  return { payload: Buffer.from(payload).toString('base64'), payloadEncoding: 'base64' };
}
