import { createHash } from 'node:crypto';
import type { Session } from '@flotilla/runtime';

/** Length of the window that begins with the first failure, in seconds. */
const windowSeconds = 15 * 60;

/**
 * Counts an attempt to guess the password of this account as failed, before it is made: many at the same time cannot
 * all get in under the limit.
 *
 * @param email normalised; there need be no such account, so that answers do not tell
 * @param limit failures in the window after which no more attempts are made
 * @returns seconds until the next attempt is possible; `undefined`: this one may be made
 */
export async function countAttempt(session: Session, email: string, limit: number): Promise<number | undefined> {
  const [row] = await session.query<{ waitSeconds: number | null }>({
    name: 'count-login-attempt',
    text: `
      with counted as (
        insert into login_failure as past (subject, failures, expires_at)
        values ($1, 1, now() + $3 * interval '1 s')
        on conflict (subject) do update set
          failures = case when past.expires_at <= now() then 1 else past.failures + 1 end,
          expires_at = case when past.expires_at <= now() then excluded.expires_at else past.expires_at end
        where past.expires_at <= now() or past.failures < $2
        returning null::integer as "waitSeconds"
      )
      select "waitSeconds" from counted
      union all
      select greatest(1, ceil(extract(epoch from expires_at - now())))::integer
      from login_failure where subject = $1 and not exists (select from counted)`,
    values: [subjectOf(email), limit, windowSeconds],
  });
  // No row: the limit was reached by attempts that this statement does not see yet.
  return row === undefined ? windowSeconds : (row.waitSeconds ?? undefined);
}

/** Forgets the failures of an account. */
export async function forgetFailures(session: Session, email: string): Promise<void> {
  await session.execute({
    name: 'forget-login-failures',
    text: 'delete from login_failure where subject = $1',
    values: [subjectOf(email)],
  });
}

function subjectOf(email: string): Buffer {
  return createHash('sha256').update(email).digest();
}
