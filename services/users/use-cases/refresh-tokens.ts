import { Problem } from '@flotilla/runtime';
import type { z } from 'zod';
import type { Tokens } from '../contract';
import { endFamily, rotateToken } from '../store';
import { hashesOf, type RefreshTokenHashes, successorOf } from '../tokens';
import type { Dependencies } from './dependencies';
import { issueTokens } from './issue-tokens';

/**
 * Exchanges a refresh token for new tokens. One that was used already has been in two hands: then nobody can tell the
 * thief from the owner, and the family ends for both (RFC 9700 §4.14.2).
 *
 * @throws the problem `unauthenticated` for a token that is unknown, used, revoked or expired
 */
export function refreshTokens(dependencies: Dependencies) {
  const { database, logger, refreshTokenDays } = dependencies;

  const endReused = async (hashes: RefreshTokenHashes): Promise<void> => {
    const ended = await endFamily(database, hashes);
    if (ended?.latest === false) {
      logger.warn({ userId: ended.accountId }, 'a refresh token was used twice; its family was revoked');
    }
  };

  return async (token: string): Promise<z.infer<typeof Tokens>> => {
    const hashes = hashesOf(token);
    if (hashes === undefined) {
      throw invalidToken();
    }
    const successor = successorOf(token);
    const bearer = await rotateToken(database, hashes, hashesOf(successor)!, refreshTokenDays);
    if (bearer === undefined) {
      await endReused(hashes);
      throw invalidToken();
    }
    return issueTokens(dependencies, bearer, successor);
  };
}

/** Does not say which of the reasons it is: whoever holds a stolen token would learn from it. */
function invalidToken(): Problem {
  return new Problem('unauthenticated', {
    detail: 'The refresh token is not valid; log in again.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
