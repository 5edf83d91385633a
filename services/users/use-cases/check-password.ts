import { Problem } from '@flotilla/runtime';
import type { Account } from '../domain/account';
import { countAttempt, forgetFailures } from '../store';
import type { Dependencies } from './dependencies';

export interface Claim {
  /** Normalised. */
  readonly email: string;
  /** @default - no account has this email */
  readonly account: Account | undefined;
  readonly password: string;
}

/**
 * Whether a password is that of an account; whoever tries too many is refused for a while. Does the same, in the same
 * time, where there is no account.
 *
 * @throws the problem `too-many-requests`, also when too many passwords are being compared
 */
export function checkPassword({
  database,
  passwords,
  loginAttempts,
  logger,
}: Pick<Dependencies, 'database' | 'passwords' | 'loginAttempts' | 'logger'>) {
  return async ({ email, account, password }: Claim, signal: AbortSignal): Promise<boolean> => {
    const admit = async (): Promise<void> => {
      const waitSeconds = await countAttempt(database, email, loginAttempts);
      if (waitSeconds !== undefined) {
        logger.warn({ userId: account?.id }, 'a login was refused: too many have failed');
        throw new Problem('too-many-requests', {
          detail: 'Too many logins have failed for this account; try again later.',
          headers: { 'retry-after': String(waitSeconds) },
        });
      }
    };
    const matches = await passwords.matches({ password, hash: account?.passwordHash, admit }, signal);
    if (matches) {
      await forgetFailures(database, email);
    }
    return matches;
  };
}
