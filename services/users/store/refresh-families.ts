import type { Session } from '@flotilla/runtime';
import type { Account } from '../domain/account';
import type { RefreshTokenHashes } from '../tokens';

/** Whom new tokens are for, with the roles of this moment. */
export type Bearer = Pick<Account, 'id' | 'roles'>;

/**
 * Begins a family for whoever has shown the account's password. The account is locked against changes meanwhile: a
 * change of the password at the same time either finds this family and revokes it, or is found here.
 *
 * @returns `undefined` when the account is gone or its password another one by now
 */
export function beginFamily(
  session: Session,
  { id, passwordVersion }: Account,
  { familyHash, tokenHash }: RefreshTokenHashes,
  lifetimeDays: number,
): Promise<Bearer | undefined> {
  return session.first<Bearer>({
    name: 'begin-refresh-family',
    text: `
      with bearer as (select id, roles from account where id = $1 and password_version = $2 for share),
      begun as (
        insert into refresh_family (family_hash, token_hash, account_id, expires_at)
        select $3, $4, id, now() + $5 * interval '1 day' from bearer
      )
      select id, roles from bearer`,
    values: [id, passwordVersion, familyHash, tokenHash, lifetimeDays],
  });
}

/**
 * Replaces a token by its successor. Of many who use one token at the same time one gets a row: the others wait for it
 * and find another token in its place.
 *
 * @returns `undefined` when the token is unknown, used or expired
 */
export function rotateToken(
  session: Session,
  { familyHash, tokenHash }: RefreshTokenHashes,
  successor: RefreshTokenHashes,
  lifetimeDays: number,
): Promise<Bearer | undefined> {
  return session.first<Bearer>({
    name: 'rotate-refresh-token',
    text: `
      with rotated as (
        update refresh_family set token_hash = $3, expires_at = now() + $4 * interval '1 day'
        where family_hash = $1 and token_hash = $2 and expires_at > now()
        returning account_id
      )
      select id, roles from account where id = (select account_id from rotated)`,
    values: [familyHash, tokenHash, successor.tokenHash, lifetimeDays],
  });
}

/** Ends a family. @returns whose it was, and whether the token was its latest; `undefined` when there is no such family */
export function endFamily(
  session: Session,
  { familyHash, tokenHash }: RefreshTokenHashes,
): Promise<{ readonly accountId: string; readonly latest: boolean } | undefined> {
  return session.first({
    name: 'end-refresh-family',
    text: `delete from refresh_family where family_hash = $1
           returning account_id as "accountId", token_hash = $2 as latest`,
    values: [familyHash, tokenHash],
  });
}

/** Ends all families of an account, those too that began before the caller's lock on the account was granted. */
export async function endAllFamilies(session: Session, accountId: string): Promise<void> {
  await session.execute({ text: 'delete from refresh_family where account_id = $1', values: [accountId] });
}
