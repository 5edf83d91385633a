import { randomBytes } from 'node:crypto';

/** 192 random bits as 32 letters, digits, `-` and `_`: needs no escaping in a URL, a shell or YAML. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}
