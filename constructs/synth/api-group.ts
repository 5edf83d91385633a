/** The group of an `apiVersion`; empty for the core group, which has no name. */
export function apiGroup(apiVersion: unknown): string {
  return String(apiVersion).split('/').slice(0, -1).join('/');
}
