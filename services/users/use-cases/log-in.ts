import { Problem } from '@flotilla/runtime';
import type { z } from 'zod';
import type { Credentials, Tokens } from '../contract';
import type { Account } from '../domain/account';
import { normaliseEmail } from '../domain/email';
import { beginFamily, replaceHash } from '../store';
import { hashesOf, newRefreshToken } from '../tokens';
import type { Scope } from '../users-service';
import { checkPassword } from './check-password';
import type { Dependencies } from './dependencies';
import { issueTokens } from './issue-tokens';

/** Exchanges email and password for tokens. @throws the problem `unauthenticated` when they are not right */
export function logIn(dependencies: Dependencies) {
  const { accounts, database, passwords, logger, refreshTokenDays } = dependencies;
  const isRight = checkPassword(dependencies);

  /** A hash from times of lower cost is replaced while its password is at hand; if not now, at the next login. */
  const strengthen = async (account: Account, password: string, signal: AbortSignal): Promise<void> => {
    if (passwords.isOutdated(account.passwordHash)) {
      try {
        await replaceHash(database, account, await passwords.hash(password, signal));
      } catch (error) {
        logger.warn({ err: error, userId: account.id }, 'the password of an account could not be hashed anew');
      }
    }
  };

  return async (credentials: z.infer<typeof Credentials>, { signal }: Scope): Promise<z.infer<typeof Tokens>> => {
    const email = normaliseEmail(credentials.email);
    const { password } = credentials;
    const account = await accounts.byEmail(email);
    const right = await isRight({ email, account, password }, signal);
    if (account === undefined || !right) {
      throw wrongCredentials();
    }
    const token = newRefreshToken();
    const bearer = await beginFamily(database, account, hashesOf(token)!, refreshTokenDays);
    if (bearer === undefined) {
      throw wrongCredentials(); // They were right a moment ago.
    }
    await strengthen(account, password, signal);
    return issueTokens(dependencies, bearer, token);
  };
}

function wrongCredentials(): Problem {
  return new Problem('unauthenticated', {
    detail: 'Email or password is wrong.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
