import { Problem } from '@flotilla/runtime';
import type { Account } from '../domain/account';
import { type ChangedPart, changedParts, needsCurrentPassword, type RequestedChanges } from '../domain/account-changes';
import { normaliseEmail } from '../domain/email';
import { endAllFamilies, isEmailTaken, updateAccount } from '../store';
import type { Scope } from '../users-service';
import { checkPassword } from './check-password';
import type { Dependencies } from './dependencies';
import { accountGone, emailTaken } from './refusals';

/** How often a change begins anew because another one came in between. */
const tries = 3;

/**
 * Changes name, email or password of the own account. A new password ends all logins that were made with the old one.
 *
 * @throws the problems `validation-failed` without the current password where it is needed, `forbidden` when it is
 * wrong, `conflict` when the new email is taken
 */
export function changeOwnAccount(dependencies: Dependencies) {
  const { accounts, passwords } = dependencies;
  const isRight = checkPassword(dependencies);
  const store = storeChange(dependencies);

  const confirm = async (account: Account, password: string | undefined, signal: AbortSignal): Promise<void> => {
    if (password === undefined) {
      throw new Problem('validation-failed', {
        errors: [{ path: 'body.currentPassword', message: 'is needed to change email or password' }],
      });
    }
    if (!(await isRight({ email: account.email, account, password }, signal))) {
      throw new Problem('forbidden', { detail: 'currentPassword is not the password of this account.' });
    }
  };

  return async (userId: string, requested: RequestedChanges, scope: Scope): Promise<Account> => {
    for (let n = 0; n < tries; n += 1) {
      const account = await accounts.byId(userId);
      if (account === undefined) {
        throw accountGone();
      }
      const changed = changedParts(account, requested);
      if (changed.length === 0) {
        return account;
      }
      if (needsCurrentPassword(changed)) {
        await confirm(account, requested.currentPassword, scope.signal);
      }
      const { password } = requested;
      const passwordHash = password === undefined ? undefined : await passwords.hash(password, scope.signal);
      const stored = await store(account, changed, { ...requested, passwordHash }, scope);
      if (stored !== undefined) {
        return stored;
      }
    }
    throw new Problem('conflict', { detail: 'The account was changed at the same time; look at it and try again.' });
  };
}

/** Nothing is locked while passwords are hashed, so the change holds only if the account is as it was read. */
function storeChange({ database, outbox, events }: Pick<Dependencies, 'database' | 'outbox' | 'events'>) {
  return async (
    before: Account,
    changed: readonly ChangedPart[],
    { name, email, passwordHash }: Pick<RequestedChanges, 'name' | 'email'> & { readonly passwordHash?: string },
    scope: Scope,
  ): Promise<Account | undefined> => {
    const update = updateAccount(before, {
      name,
      email: email === undefined ? undefined : normaliseEmail(email),
      passwordHash,
    });
    const updated = events.updated(before, before, changed, scope);
    try {
      if (passwordHash === undefined) {
        return (await outbox.write<Account>(database, update, updated))[0];
      }
      return await database.transaction(async (transaction) => {
        const [after] = await outbox.write<Account>(transaction, update, updated);
        if (after !== undefined) {
          await endAllFamilies(transaction, before.id);
        }
        return after;
      });
    } catch (error) {
      throw isEmailTaken(error) ? emailTaken() : error;
    }
  };
}
