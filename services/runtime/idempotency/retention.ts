import type { RetentionRule } from '../db';

/** Stored answers go when their key may be used anew. */
export const idempotencyRetention: RetentionRule = {
  table: 'idempotency',
  column: 'expires_at',
};
