import type { Session } from '../db';
import type { DeadLetter } from './dead-letter';

/** A dead letter that shall be handled anew. */
export type RequestedReplay = Omit<DeadLetter, 'service' | 'error'>;

/**
 * Takes the request that is first in its stream. One that is taken and not answered, because the process ended, is not
 * made again: a message that ends the process must not do so for ever.
 */
export function takeReplayRequest(
  session: Session,
  consumers: readonly string[],
): Promise<RequestedReplay | undefined> {
  return session.first<RequestedReplay>({
    name: 'dead-letter-take-replay',
    text: `update dead_letter set replay_requested_at = null
           where (consumer, message_id) = (
             select consumer, message_id from dead_letter
             where replay_requested_at is not null and consumer = any($1)
             order by stream_seq limit 1 for update skip locked
           )
           returning consumer, message_id as "messageId", subject, stream, stream_seq as sequence, headers, payload,
             payload_encoding as "payloadEncoding", attempts`,
    values: [consumers],
  });
}

/** Notes that a dead letter could not be handled once more. */
export async function noteFailedReplay(
  session: Session,
  { consumer, messageId }: RequestedReplay,
  error: string,
): Promise<void> {
  await session.execute({
    text: `update dead_letter set error = $3, attempts = attempts + 1, failed_at = clock_timestamp()
           where consumer = $1 and message_id = $2`,
    values: [consumer, messageId, error],
  });
}
