import type { Transaction } from '@flotilla/runtime';

/** Any number that no other advisory lock of the database uses. */
const administratorsLock = 1_134_903_170;

/**
 * Lets one transaction at a time change who administrates: two administrators who each remove the other would see each
 * other there. To be called before anything else, so that nobody waits for it with a row locked.
 */
export async function lockAdministrators(transaction: Transaction): Promise<void> {
  await transaction.execute({ text: 'select pg_advisory_xact_lock($1)', values: [administratorsLock] });
}

export async function countOtherAdministrators(transaction: Transaction, id: string): Promise<number> {
  const row = await transaction.first<{ others: number }>({
    text: `select count(*) as others from account where 'admin' = any(roles) and id <> $1`,
    values: [id],
  });
  return row!.others;
}
