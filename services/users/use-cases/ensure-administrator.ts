import type { Account } from '../domain/account';
import { canonicalRoles, isAdministrator } from '../domain/roles';
import { insertAccount, updateAccount } from '../store';
import type { Dependencies } from './dependencies';

export interface Administrator {
  /** Normalised. */
  readonly email: string;
  /** For an account that does not exist yet. */
  readonly password: string | undefined;
}

/** What was done about the account; `missing`: there is none, and no password to make it with. */
export type Ensured = 'is-administrator' | 'made' | 'promoted' | 'missing';

/**
 * Sees to it that an account administrates, be it there or not. Any number of replicas may do it at once: a change
 * takes effect only on what was read, and whoever comes too late looks again and finds it done.
 */
export function ensureAdministrator({
  accounts,
  database,
  outbox,
  events,
  passwords,
  newId,
}: Pick<Dependencies, 'accounts' | 'database' | 'outbox' | 'events' | 'passwords' | 'newId'>) {
  const promote = (account: Account): Promise<Account[]> => {
    const roles = canonicalRoles([...account.roles, 'admin']);
    const updated = events.updated(account, { roles }, ['roles']);
    return outbox.write<Account>(database, updateAccount(account, { roles }), updated);
  };
  const make = async (email: string, password: string, signal: AbortSignal): Promise<Account[]> => {
    const passwordHash = await passwords.hash(password, signal);
    const account = { id: newId(), email, name: 'Administrator', roles: ['customer', 'admin'], passwordHash } as const;
    return outbox.write<Account>(database, insertAccount(account), events.registered(account));
  };

  return async ({ email, password }: Administrator, signal: AbortSignal): Promise<Ensured> => {
    for (;;) {
      signal.throwIfAborted();
      const account = await accounts.byEmail(email);
      if (account === undefined) {
        if (password === undefined) {
          return 'missing';
        }
        if ((await make(email, password, signal)).length > 0) {
          return 'made';
        }
      } else if (isAdministrator(account)) {
        return 'is-administrator';
      } else if ((await promote(account)).length > 0) {
        return 'promoted';
      }
    }
  };
}
