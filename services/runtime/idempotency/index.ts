/** Requests that take effect once: the answer to the first is stored with its effect and given to all that repeat it. */
export { answerOnce, idempotentRequest, type JsonReply, type RepeatableRequest, storedAnswer } from './answer-once';
export { fingerprintOf, idempotencyKeyOf } from './idempotency-key';
export {
  type Begun,
  type Claim,
  ClaimLostError,
  type IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from './idempotency-store';
export { idempotencyMigration } from './migration';
export { completion, PostgresqlIdempotencyStore, type PostgresqlIdempotencyStoreOptions } from './postgresql-store';
export { idempotencyRetention } from './retention';
