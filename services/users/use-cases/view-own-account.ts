import type { Account } from '../domain/account';
import type { Dependencies } from './dependencies';
import { accountGone } from './refusals';

/** @throws the problem `unauthenticated` when the account was deleted after the token was made */
export function viewOwnAccount({ accounts }: Pick<Dependencies, 'accounts'>) {
  return async (userId: string): Promise<Account> => {
    const account = await accounts.byId(userId);
    if (account === undefined) {
      throw accountGone();
    }
    return account;
  };
}
