import type { Session } from '@flotilla/runtime';

/** What the service knows of accounts: that they are gone. */
export async function noteDeletedUser(session: Session, userId: string): Promise<void> {
  await session.execute({
    text: 'insert into deleted_user (user_id) values ($1) on conflict do nothing',
    values: [userId],
  });
}

export async function isDeletedUser(session: Session, userId: string): Promise<boolean> {
  const row = await session.first({ text: 'select from deleted_user where user_id = $1', values: [userId] });
  return row !== undefined;
}

/** Takes the user out of everything that names them. */
export async function anonymise(session: Session, userId: string): Promise<void> {
  await session.execute({ text: 'update customer_order set owner_id = null where owner_id = $1', values: [userId] });
}

/** Deletes the answers that are kept for a user; waits for orders that are just being written. */
export async function forgetAnswers(session: Session, userId: string): Promise<void> {
  await session.execute({ text: 'delete from idempotency where user_id = $1', values: [userId] });
}
