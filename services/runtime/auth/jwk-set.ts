import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';

/** Finds the key that a token names. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * A public JWK set (RFC 7517).
 * @throws when the text is no such set; the message does not show it
 */
export function parseKeySet(text: string): KeySet {
  const keys = keysOf(text);
  if (keys.length === 0) {
    throw new Error('TOKEN_JWKS holds no JWK set with at least one key; expected {"keys":[…]} as users publishes it');
  }
  if (keys.some((key) => 'd' in key || 'k' in key)) {
    throw new Error('TOKEN_JWKS holds private keys, which only the signer may have; give it the public set');
  }
  return createLocalJWKSet({ keys: [...keys] });
}

function keysOf(text: string): readonly JWK[] {
  try {
    const { keys } = JSON.parse(text) as Partial<JSONWebKeySet>;
    return Array.isArray(keys) ? keys : [];
  } catch {
    return [];
  }
}
