import { generateKeyPairSync, randomUUID } from 'node:crypto';

/** A private key as `TOKEN_SIGNING_KEYS` holds it. */
export interface SigningKey {
  readonly kty: string;
  readonly crv: string;
  readonly kid: string;
  readonly x: string;
  readonly d: string;
  readonly alg: string;
  readonly use: string;
}

export function makeSigningKey(): SigningKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as { x: string; d: string };
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: randomUUID(), x, d };
}

export function signingKeys(...keys: readonly SigningKey[]): string {
  return JSON.stringify({ keys });
}
