import type { Session } from '../db';

/** Which of a service's dead letters a decision is about; every given condition narrows them. */
export interface DeadLetterSelection {
  readonly consumer?: string;
  /** Original subject. */
  readonly subject?: string;
  readonly messageId?: string;
}

/** A dead letter that nobody has dealt with, as a person looks at it. */
export interface OpenDeadLetter {
  readonly consumer: string;
  readonly messageId: string;
  readonly subject: string;
  /** Why handling failed last. */
  readonly error: string;
  readonly attempts: number;
  readonly failedAt: Date;
  /** Whether it waits for its service to handle it anew. */
  readonly replayRequested: boolean;
}

const selected = `resolved_at is null and ($1::text is null or consumer = $1) and ($2::text is null or subject = $2)
  and ($3::text is null or message_id = $3)`;

function valuesOf({ consumer, subject, messageId }: DeadLetterSelection): unknown[] {
  return [consumer ?? null, subject ?? null, messageId ?? null];
}

/** Open dead letters of the service whose database this is; those that failed first come first. */
export function openDeadLetters(session: Session, selection: DeadLetterSelection = {}): Promise<OpenDeadLetter[]> {
  return session.query<OpenDeadLetter>({
    text: `select consumer, message_id as "messageId", subject, error, attempts, failed_at as "failedAt",
             replay_requested_at is not null as "replayRequested"
           from dead_letter where ${selected} order by failed_at, message_id`,
    values: valuesOf(selection),
  });
}

/**
 * Has the service handle dead letters anew, as soon as it runs: by the consumer that gave them up, in the order of
 * their streams, and by nobody else. Those that fail again stay open.
 * @returns number of dead letters
 */
export function requestReplay(session: Session, selection: DeadLetterSelection): Promise<number> {
  return session.execute({
    text: `update dead_letter set replay_requested_at = clock_timestamp() where ${selected}`,
    values: valuesOf(selection),
  });
}

/**
 * Notes that dead letters need not be handled any more.
 * @returns number of dead letters
 */
export function dropDeadLetters(session: Session, selection: DeadLetterSelection): Promise<number> {
  return session.execute({
    text: `update dead_letter set resolved_at = clock_timestamp(), replay_requested_at = null where ${selected}`,
    values: valuesOf(selection),
  });
}
