import type { RetentionRule } from '@flotilla/runtime';

/** Accounts stay until they are deleted; what lets them in, and what keeps others out, has its time. */
export const retention: readonly RetentionRule[] = [
  { table: 'refresh_family', column: 'expires_at' },
  { table: 'login_failure', column: 'expires_at' },
];
