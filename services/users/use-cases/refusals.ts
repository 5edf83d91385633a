import { Problem } from '@flotilla/runtime';
import type { Account } from '../domain/account';
import { isAdministrator } from '../domain/roles';

/** The token is good, but whose it was is gone. */
export function accountGone(): Problem {
  return new Problem('unauthenticated', {
    detail: 'The account does not exist any more.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}

export function emailTaken(): Problem {
  return new Problem('conflict', { detail: 'An account with this email exists already.' });
}

export function lastAdministrator(): Problem {
  return new Problem('conflict', {
    detail: 'This is the last administrator; make somebody else one first.',
  });
}

/**
 * Lets through who is an administrator now. A token only says who was one when it was made: whoever lost the role must
 * not give it back to themselves.
 */
export function requireAdministrator(account: Account | undefined): void {
  if (account === undefined) {
    throw accountGone();
  }
  if (!isAdministrator(account)) {
    throw new Problem('forbidden', { detail: 'This needs the role admin.' });
  }
}
