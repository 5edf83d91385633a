import { removesLastAdministrator } from '../domain/roles';
import { countOtherAdministrators, deleteAccount, forgetFailures, lockAccount, lockAdministrators } from '../store';
import type { Scope } from '../users-service';
import type { Dependencies } from './dependencies';
import { accountGone, lastAdministrator } from './refusals';

/**
 * Deletes the own account with all that is kept of it; others do the same when they hear of it.
 * @throws the problem `conflict` for the last administrator
 */
export function deleteOwnAccount({ database, outbox, events }: Pick<Dependencies, 'database' | 'outbox' | 'events'>) {
  return (userId: string, scope: Scope): Promise<void> =>
    database.transaction(
      async (transaction) => {
        await lockAdministrators(transaction);
        const account = await lockAccount(transaction, { id: userId });
        if (account === undefined) {
          throw accountGone();
        }
        if (removesLastAdministrator(account, [], await countOtherAdministrators(transaction, userId))) {
          throw lastAdministrator();
        }
        await outbox.write(transaction, deleteAccount(userId), events.deleted(account, scope));
        await forgetFailures(transaction, account.email);
      },
      { signal: scope.signal },
    );
}
