import type { Session, Transaction } from '../db';
import type { Aggregate } from '../messaging';

/**
 * Notes that a consumer handles a message. Waits for a concurrent handling of the same message to end.
 * @returns false when it has been handled before
 */
export async function receive(transaction: Transaction, consumer: string, messageId: string): Promise<boolean> {
  const inserted = await transaction.execute({
    name: 'inbox-receive',
    text: 'insert into inbox (consumer, message_id) values ($1, $2) on conflict do nothing',
    values: [consumer, messageId],
  });
  return inserted === 1;
}

/** How a message stands to what its consumer has already seen of the same aggregate. */
export type Position = 'next' | 'newer' | 'old';

/**
 * Moves a consumer's position in the history of an aggregate forward to the version of a message.
 *
 * @param gapless move only from version n to n + 1, beginning at 1
 * @returns `old`: seen before, position unchanged; `newer`: versions in between are missing (moved unless `gapless`)
 */
export async function advance(
  transaction: Transaction,
  consumer: string,
  aggregate: Aggregate & { version: number },
  gapless: boolean,
): Promise<Position> {
  const key = [consumer, aggregate.type, aggregate.id];
  await transaction.execute({
    name: 'inbox-position-first',
    text: `insert into inbox_position (consumer, aggregate_type, aggregate_id, version) values ($1, $2, $3, 0)
           on conflict do nothing`,
    values: key,
  });
  const row = await transaction.first<{ version: number }>({
    name: 'inbox-position',
    text: `select version from inbox_position
           where consumer = $1 and aggregate_type = $2 and aggregate_id = $3 for update`,
    values: key,
  });
  const seen = row?.version ?? 0;
  if (aggregate.version <= seen) {
    return 'old';
  }
  const position = aggregate.version === seen + 1 ? 'next' : 'newer';
  if (position === 'next' || !gapless) {
    await transaction.execute({
      name: 'inbox-position-move',
      text: `update inbox_position set version = $4
             where consumer = $1 and aggregate_type = $2 and aggregate_id = $3`,
      values: [...key, aggregate.version],
    });
  }
  return position;
}

/**
 * Forgets what a consumer has done, so that it does it again: the first half of rebuilding a read model. The second
 * is to make the durable consumer anew, which delivers the whole stream once more.
 */
export async function forgetConsumer(session: Session, consumer: string): Promise<void> {
  await session.execute({
    text: `with forgotten as (delete from inbox where consumer = $1)
           delete from inbox_position where consumer = $1`,
    values: [consumer],
  });
}
