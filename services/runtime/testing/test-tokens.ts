import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { Identity } from '../context';

/** A signing key of a test's own, and tokens made with it. */
export interface TestTokens {
  /** Issuer and audience of the tokens: `TOKEN_ISSUER`. */
  readonly issuer: string;
  /** Public JWK set as JSON: `TOKEN_JWKS`. */
  readonly jwks: string;
  /** Private JWK set as JSON, for a service that makes tokens itself. */
  readonly privateJwks: string;
  /** An access token for ten minutes. Roles: none where none are given. */
  tokenFor(bearer: Pick<Identity, 'userId'> & Partial<Identity>): string;
}

const lifeSeconds = 600;

/** Makes an Ed25519 key that signs tokens as services verify them. */
export function createTestTokens(): TestTokens {
  const issuer = 'test';
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const header = { alg: 'EdDSA', kid: randomUUID() };
  const setOf = (key: object): string => JSON.stringify({ keys: [{ ...key, ...header, use: 'sig' }] });
  return {
    issuer,
    jwks: setOf(publicKey.export({ format: 'jwk' })),
    privateJwks: setOf(privateKey.export({ format: 'jwk' })),
    tokenFor({ userId, roles = [] }) {
      const iat = Math.floor(Date.now() / 1_000);
      const claims = { sub: userId, roles, iss: issuer, aud: issuer, iat, exp: iat + lifeSeconds };
      const signed = [header, claims].map((part) => encoded(JSON.stringify(part))).join('.');
      return `${signed}.${encoded(sign(null, Buffer.from(signed), privateKey))}`;
    },
  };
}

function encoded(bytes: string | Buffer): string {
  return Buffer.from(bytes as string).toString('base64url');
}
