import type { RetentionRule } from '../db';

/**
 * A message can be published again until its outbox row is 7 days old, and then lies in the stream for 7 more. An
 * inbox row that went earlier would let it take effect a second time.
 */
export const inboxRetention: RetentionRule = {
  table: 'inbox',
  column: 'received_at',
  days: 15,
};
