import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { JwkSet } from '../contract';
import type { UsersService } from '../users-service';

/** RFC 8037. */
const PrivateKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string(),
  d: z.string(),
});

const PrivateKeySet = z.object({ keys: z.array(PrivateKey).min(1) });

export interface SigningKeys {
  /** Signs new tokens: the first key of the set. */
  readonly signer: { readonly kid: string; readonly key: KeyObject };
  readonly published: z.infer<typeof JwkSet>;
  /** The published set as JSON. */
  readonly publishedJson: string;
}

/**
 * The keys of a secret that may be replaced while the service runs; a set that cannot be used leaves the one before in
 * use.
 * @throws when the first set cannot be used
 */
export function watchSigningKeys(
  secret: { readonly value: string },
  logger: UsersService['logger'],
): () => SigningKeys {
  let text = secret.value;
  let keys = parseSigningKeys(text);
  return () => {
    const { value } = secret;
    if (value !== text) {
      text = value;
      try {
        keys = parseSigningKeys(value);
        logger.info({ kid: keys.signer.kid }, 'access tokens are signed with another set of keys');
      } catch (error) {
        logger.error({ err: error }, 'the new signing keys cannot be used; going on with those before');
      }
    }
    return keys;
  };
}

/**
 * @param text private JWK set (RFC 7517) of Ed25519 keys
 * @throws when it is no such set; the message shows nothing of it
 */
export function parseSigningKeys(text: string): SigningKeys {
  const { keys } = parseSet(text);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw unusable('two keys have the same kid');
  }
  const privateKeys = keys.map(privateKeyOf);
  const published = {
    keys: keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' })),
  };
  return {
    signer: { kid: keys[0]!.kid, key: privateKeys[0]! },
    published,
    publishedJson: JSON.stringify(published),
  };
}

function parseSet(text: string): z.infer<typeof PrivateKeySet> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unusable('it is no JSON'); // The error of the parser would show a piece of the secret.
  }
  const parsed = PrivateKeySet.safeParse(json);
  if (!parsed.success) {
    throw unusable(`${parsed.error.issues[0]!.path.join('.') || 'the text'} is not as expected`);
  }
  return parsed.data;
}

/** A public half of another key would be published, and no verifier would accept what the private half has signed. */
function privateKeyOf({ kid, ...jwk }: z.infer<typeof PrivateKey>, index: number): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    throw unusable(`keys.${index} is no Ed25519 key`);
  }
  if (createPublicKey(key).export({ format: 'jwk' }).x !== jwk.x) {
    throw unusable(`x of keys.${index} does not belong to its d`);
  }
  return key;
}

function unusable(reason: string): Error {
  return new Error(
    `TOKEN_SIGNING_KEYS cannot be used: ${reason}; expected a private JWK set of Ed25519 keys, ` +
      '{"keys":[{"kty":"OKP","crv":"Ed25519","kid":…,"x":…,"d":…},…]}, the key that signs first',
  );
}
