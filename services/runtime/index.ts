/** What a service of the shop is made with. */
export { requireAccess, requireOwner, type Verifier, verifier } from './auth';
export {
  type CallOptions,
  callDurations,
  Edge,
  type EdgeCall,
  type EdgeOptions,
  failedPeerOf,
  inCallSpan,
  PeerError,
  type PeerFailure,
  type Peers,
  UndeclaredCallError,
} from './client';
export { type Config, type Environment, loadConfig } from './config';
export type { Handler, HandlerContext, HandlerOptions, Handlers } from './consumers';
export { type Context, currentContext, Deadline, type Identity } from './context';
export {
  type Contract,
  defineContract,
  type NeededContracts,
  type OperationSchemas,
  type RouteKey,
  type RouteSchemas,
} from './contract';
export {
  build,
  compile,
  Database,
  isConflict,
  isUniqueViolation,
  type Migration,
  type Migrations,
  migrate,
  type RetentionRule,
  type Session,
  type Statement,
  type Transaction,
  uuidV7Generator,
} from './db';
export { deadLetterMigration, replayDeadLetters } from './dead-letters';
export { type FieldError, Problem, type ProblemCode, type ProblemOptions, problemMediaType } from './errors';
export {
  type EventSource,
  entityTag,
  headerName,
  ifMatch,
  integerText,
  type JsonSchema,
  jsonSchemaOf,
  type OpenApiDocument,
  type OperationHandler,
  type OperationHandlers,
  openApiOf,
  type Page,
  type PlainReply,
  pageOf,
  pageQuery,
  type RequestScope,
  type RequestState,
  type RouteHandler,
  type RouteHandlers,
  type RouteReply,
  type RouteRequest,
  type ServerSentEvent,
  toPage,
  type VersionCheck,
} from './http';
export {
  answerOnce,
  type Begun,
  type Claim,
  ClaimLostError,
  completion,
  fingerprintOf,
  type IdempotencyStore,
  type IdempotentRequest,
  idempotencyKeyOf,
  idempotencyMigration,
  idempotencyRetention,
  idempotentRequest,
  PostgresqlIdempotencyStore,
  type StoredAnswer,
  storedAnswer,
} from './idempotency';
export { forgetConsumer, inboxMigration } from './inbox';
export { type Component, RepeatingTask, type RepeatingTaskOptions } from './lifecycle';
export { createLogger } from './log';
export {
  type Aggregate,
  type Cause,
  ConcurrentChangeError,
  type Message,
  type Messages,
  type OutgoingMessage,
  PermanentError,
  VersionGapError,
} from './messaging';
export { Outbox, outboxInsert, outboxMigration, withOutbox } from './outbox';
export {
  type DeadlinePassed,
  observeSagas,
  Saga,
  type SagaBeginning,
  SagaDeadlines,
  type SagaDefinition,
  type SagaInstance,
  sagaMigration,
  type Transition,
} from './saga';
export {
  createService,
  runMigrations,
  runService,
  type Service,
  type ServiceOptions,
  type StandaloneService,
} from './service';
export { counter, gauge } from './telemetry';
