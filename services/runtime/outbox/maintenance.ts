import type { Session } from '../db';

/** What `republish` picks; every given condition narrows it. */
export interface RepublishSelection {
  readonly since: Date;
  /** @default - now */
  readonly until?: Date;
  /** A subject, or a prefix that ends in `.`. @default - all */
  readonly subject?: string;
}

/**
 * Puts published rows back in line, to refill a broker that lost data. Ids stay the same: receivers that have seen a
 * message before skip it.
 * @returns number of rows
 */
export function republish(
  session: Session,
  { since, until = new Date(), subject }: RepublishSelection,
): Promise<number> {
  return session.execute({
    text: `
      update outbox set published_at = null, stream_seq = null, attempts = 0
      where published_at is not null and created_at >= $1 and created_at <= $2
        and ($3::text is null or subject = $3 or ($3 like '%.' and starts_with(subject, $3)))`,
    values: [since, until, subject ?? null],
  });
}

/**
 * Gives rows that were given up another chance, after their cause was mended.
 * @returns number of rows
 */
export function retryFailed(session: Session): Promise<number> {
  return session.execute(
    'update outbox set failed_at = null, next_attempt_at = null, attempts = 0 where failed_at is not null',
  );
}

/** A row that was given up. */
export interface FailedRow {
  readonly id: string;
  readonly subject: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly failedAt: Date;
}

/** Rows that were given up, the oldest first. */
export function failedRows(session: Session): Promise<FailedRow[]> {
  return session.query<FailedRow>(`
    select id, subject, last_error as error, attempts, failed_at as "failedAt"
    from outbox where failed_at is not null order by failed_at`);
}
