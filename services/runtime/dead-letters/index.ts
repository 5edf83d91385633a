/** Messages that a service could not handle: kept, counted, and published again when their cause is mended. */
export {
  type DeadLetter,
  deadLetterOf,
  deadLetterSchema,
  resolveDeadLetter,
  storeDeadLetter,
} from './dead-letter';
export { observeDeadLetters } from './metrics';
export { deadLetterMigration } from './migration';
export { type Replayed, type ReplaySelection, replayDeadLetters } from './replay';
export { deadLetterRetention } from './retention';
