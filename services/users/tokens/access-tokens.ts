import { SignJWT } from 'jose';
import type { Account } from '../domain/account';
import type { SigningKeys } from './signing-keys';

export interface AccessTokensOptions {
  readonly keys: () => SigningKeys;
  /** Issuer and audience. */
  readonly issuer: string;
  readonly lifetimeSeconds: number;
  readonly newId: () => string;
}

/** Signs a JWT that says who somebody is and which roles they have. */
export type AccessTokens = (account: Pick<Account, 'id' | 'roles'>) => Promise<string>;

export function accessTokens({ keys, issuer, lifetimeSeconds, newId }: AccessTokensOptions): AccessTokens {
  return ({ id, roles }) => {
    const { kid, key } = keys().signer;
    const issuedAt = Math.floor(Date.now() / 1_000);
    return new SignJWT({ roles })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setSubject(id)
      .setIssuer(issuer)
      .setAudience(issuer)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .setJti(newId())
      .sign(key);
  };
}
