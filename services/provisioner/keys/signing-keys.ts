import { createHash, generateKeyPairSync } from 'node:crypto';

/** A JWK set (RFC 7517) of Ed25519 keys (RFC 8037). */
export interface JwkSet {
  readonly keys: readonly Jwk[];
}

export interface Jwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly x: string;
  /** Only in a private set. */
  readonly d?: string;
}

export interface SigningKeys {
  readonly private: JwkSet;
  readonly public: JwkSet;
}

/**
 * Two keys for signing tokens: the first signs, the second is published already, so that a rotation, which moves it to
 * the front and adds a new one behind, finds every verifier knowing it.
 */
export function createSigningKeys(): SigningKeys {
  const keys = [createSigningKey(), createSigningKey()];
  return { private: { keys }, public: { keys: keys.map(({ d: _, ...key }) => key) } };
}

/** A new Ed25519 key, named by its thumbprint. */
export function createSigningKey(): Jwk {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as { x: string; d: string };
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: thumbprint(x), x, d };
}

/** RFC 7638: the hash of the required members in the order of their names, without white space. */
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}
