import { topology } from '../../broker/fleet';
import { waitUntil } from '../client';
import type { LaunchedShop } from '../stage/launched-shop';
import { readBooks } from './books';
import { imbalancesOf } from './imbalances';
import { undeliveredOf } from './undelivered';

/**
 * Waits until a shop that nobody uses any more has come to rest, and its books balance: every accepted order is final,
 * stock and money add up to the confirmed ones, no message is on its way, and none was given up.
 *
 * @param accepted ids of orders that the shop has accepted
 * @throws with everything that is not so
 */
export async function expectBalancedBooks(
  { running }: LaunchedShop,
  { accepted = [], patienceMs = 60_000 }: { accepted?: readonly string[]; patienceMs?: number } = {},
): Promise<void> {
  const look = async (): Promise<string[]> => [
    ...imbalancesOf(await readBooks(running.postgresql.urlOf), accepted),
    ...(await undeliveredOf(topology, running.nats)),
  ];
  await waitUntil('balanced books', look, (imbalances) => imbalances.length === 0, patienceMs);
}
