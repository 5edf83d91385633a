import { createHash, randomBytes } from 'node:crypto';

/*
 * A refresh token is 48 random bytes in base64url. The first 16 are shared by its family, which is all tokens that
 * followed from one login; the other 32 are its own. So one row per family tells a used token from an unknown one:
 * whoever knows the family's part had a token of it. Nobody can guess either part, so a plain hash is enough.
 */

const familyBytes = 16;
const ownBytes = 32;
const pattern = /^[A-Za-z0-9_-]{64}$/;

/** SHA-256, the only form in which tokens are stored. */
export interface RefreshTokenHashes {
  /** The same for all tokens of a family. */
  readonly familyHash: Buffer;
  readonly tokenHash: Buffer;
}

/** The first token of a new family. */
export function newRefreshToken(): string {
  return randomBytes(familyBytes + ownBytes).toString('base64url');
}

/** The token that replaces this one. */
export function successorOf(token: string): string {
  return Buffer.concat([familyOf(Buffer.from(token, 'base64url')), randomBytes(ownBytes)]).toString('base64url');
}

/** @returns `undefined` for what cannot be a token */
export function hashesOf(token: string): RefreshTokenHashes | undefined {
  if (!pattern.test(token)) {
    return undefined;
  }
  const bytes = Buffer.from(token, 'base64url');
  return { familyHash: sha256(familyOf(bytes)), tokenHash: sha256(bytes) };
}

function familyOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, familyBytes);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
