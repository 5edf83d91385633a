import type { RetentionRule } from '../db';

/** What has been dealt with is kept for a while, to look at what happened; what has not is kept for ever. */
export const deadLetterRetention: RetentionRule = {
  table: 'dead_letter',
  column: 'resolved_at',
  days: 30,
};
