import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** A key pair for access tokens that the test knows, so that it can make tokens that the shop would not. */
export interface TokenKeys {
  /** Private JWK set, as `TOKEN_SIGNING_KEYS` has it. */
  readonly signingKeys: string;
  /** Public JWK set, as `TOKEN_JWKS` has it. */
  readonly jwks: string;
  /** @param expiresIn seconds from now; negative: it expired so long ago */
  token(claims: { sub: string; roles: readonly string[]; expiresIn: number }): string;
}

/** Issuer and audience of the shop's tokens by default. */
const issuer = 'flotilla-shop';

export function makeTokenKeys(): TokenKeys {
  const { privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const { d, ...publicJwk } = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return {
    signingKeys: JSON.stringify({ keys: [{ ...publicJwk, d }] }),
    jwks: JSON.stringify({ keys: [publicJwk] }),
    token({ sub, roles, expiresIn }) {
      const now = Math.floor(Date.now() / 1_000);
      const claims = { sub, roles, iss: issuer, aud: issuer, iat: now - 3_600, exp: now + expiresIn };
      const signed = `${encoded({ alg: 'EdDSA', kid })}.${encoded(claims)}`;
      return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}
