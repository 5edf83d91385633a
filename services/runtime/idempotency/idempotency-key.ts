import { createHash } from 'node:crypto';
import { Problem } from '../errors';

/**
 * The key of a request from its `Idempotency-Key` header: a quoted string as the draft asks
 * (draft-ietf-httpapi-idempotency-key-header-07 §2.1), or the same without quotes, as most clients send it.
 *
 * @returns `undefined` when there is no such header
 * @throws the problem `malformed`
 */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) {
    return undefined;
  }
  const key = /^(?:"([!#-[\]-~]{1,255})"|([!#-[\]-~]{1,255}))$/.exec(header.trim());
  if (key === null) {
    throw new Problem('malformed', {
      detail: 'The Idempotency-Key must be 1 to 255 visible ASCII characters, e.g. a UUID, and in quotes or not.',
      errors: [{ path: 'headers.idempotency-key', message: 'must be 1 to 255 visible ASCII characters' }],
    });
  }
  return key[1] ?? key[2];
}

/** What tells one request body from another: its SHA-256. */
export function fingerprintOf(body: string | Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}
