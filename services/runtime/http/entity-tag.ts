import { Problem } from '../errors';

/** The `ETag` of a thing whose changes are counted. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** @throws the problem `precondition-failed` when this is not a version that the client means to change */
export type VersionCheck = (version: number) => void;

/**
 * What a write demands of the version that it changes (`If-Match`, RFC 9110 §13.1.1). To be asked where the row is
 * locked, or the answer may be out of date.
 *
 * @throws the problem `precondition-required` when there is no such header: nobody overwrites what they have not seen
 */
export function ifMatch(headers: { readonly 'if-match'?: string | undefined }): VersionCheck {
  const header = headers['if-match']?.trim();
  if (header === undefined || header === '') {
    throw new Problem('precondition-required', {
      detail: 'Send the ETag of the version that you change: If-Match: "<version>".',
      errors: [{ path: 'headers.if-match', message: 'is missing' }],
    });
  }
  const tags = header.split(',').map((tag) => tag.trim());
  return (version) => {
    if (header !== '*' && !tags.includes(entityTag(version))) {
      throw new Problem('precondition-failed', {
        detail: 'Read the resource again, and repeat the change with its new ETag.',
        headers: { etag: entityTag(version) },
      });
    }
  };
}
