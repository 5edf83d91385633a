import { entityTag } from '@flotilla/runtime';

/**
 * Whether the client has this version already (`If-None-Match`, RFC 9110 §13.1.2, compared weakly: a proxy that
 * compresses makes a tag weak).
 */
export function isKnown(ifNoneMatch: string | undefined, version: number): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(entityTag(version));
}
