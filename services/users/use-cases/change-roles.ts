import { Problem } from '@flotilla/runtime';
import type { Account, Role } from '../domain/account';
import { canonicalRoles, removesLastAdministrator, sameRoles } from '../domain/roles';
import { countOtherAdministrators, lockAccount, lockAdministrators, updateAccount } from '../store';
import type { Scope } from '../users-service';
import type { Dependencies } from './dependencies';
import { lastAdministrator, requireAdministrator } from './refusals';

export interface NewRoles {
  /** Who changes them. */
  readonly actorId: string;
  /** Whose they are. */
  readonly userId: string;
  readonly roles: readonly Role[];
}

/** Replaces the roles of an account. @throws the problem `conflict` when no administrator would be left */
export function changeRoles({ database, outbox, events }: Pick<Dependencies, 'database' | 'outbox' | 'events'>) {
  return ({ actorId, userId, roles: given }: NewRoles, scope: Scope): Promise<Account> =>
    database.transaction(
      async (transaction) => {
        await lockAdministrators(transaction);
        const actor = await lockAccount(transaction, { id: actorId });
        requireAdministrator(actor);
        const account = actorId === userId ? actor : await lockAccount(transaction, { id: userId });
        if (account === undefined) {
          throw new Problem('not-found', { detail: 'There is no account with this id.' });
        }
        const roles = canonicalRoles(given);
        if (sameRoles(account.roles, roles)) {
          return account;
        }
        if (removesLastAdministrator(account, roles, await countOtherAdministrators(transaction, userId))) {
          throw lastAdministrator();
        }
        const updated = events.updated(account, { roles }, ['roles'], scope);
        const [changed] = await outbox.write<Account>(transaction, updateAccount(account, { roles }), updated);
        return changed!; // Locked since it was read, so it is of that version.
      },
      { signal: scope.signal },
    );
}
