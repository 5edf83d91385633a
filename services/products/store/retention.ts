import type { RetentionRule } from '@flotilla/runtime';

export const retention: readonly RetentionRule[] = [
  // Long after the last command about an order can arrive: a message is published again for 7 days, lies in the stream
  // for 7 more, and dead letters are looked at within weeks.
  { table: 'reservation', column: 'created_at', days: 90, where: "status <> 'held'" },
];
