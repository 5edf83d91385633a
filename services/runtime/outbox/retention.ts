import type { RetentionRule } from '../db';

/** Published rows refill a broker that lost its data, for as long as its streams keep messages: 7 days. */
export const outboxRetention: RetentionRule = {
  table: 'outbox',
  column: 'published_at',
  days: 7,
};
