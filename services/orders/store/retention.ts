import type { RetentionRule } from '@flotilla/runtime';

/** Orders and their history stay. What else the service keeps beside them has its time. */
export const retention: readonly RetentionRule[] = [
  // An access token lives for an hour at most.
  { table: 'deleted_user', column: 'deleted_at', days: 1 },
  // Late answers find their saga ended, and are ignored; after the inbox's 15 days none can come any more.
  { table: 'saga', column: 'updated_at', days: 30, where: "status = 'ended'" },
];
