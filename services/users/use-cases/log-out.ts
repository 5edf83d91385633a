import { endFamily } from '../store';
import { hashesOf } from '../tokens';
import type { Dependencies } from './dependencies';

/** Ends the family of a refresh token. An unknown token is no error: what was asked for is so (RFC 7009 §2.2). */
export function logOut({ database }: Pick<Dependencies, 'database'>) {
  return async (token: string): Promise<void> => {
    const hashes = hashesOf(token);
    if (hashes !== undefined) {
      await endFamily(database, hashes);
    }
  };
}
