/** Messages that a service could not handle: kept, counted, and handled anew when their cause is mended. */
export {
  type DeadLetter,
  deadLetterOf,
  deadLetterSchema,
  resolveDeadLetter,
  storeDeadLetter,
  textOfError,
} from './dead-letter';
export {
  type DeadLetterSelection,
  dropDeadLetters,
  type OpenDeadLetter,
  openDeadLetters,
  requestReplay,
} from './decision';
export { observeDeadLetters } from './metrics';
export { deadLetterMigration } from './migration';
export { type Replayed, type ReplaySelection, replayDeadLetters } from './replay';
export { noteFailedReplay, type RequestedReplay, takeReplayRequest } from './replay-requests';
export { deadLetterRetention } from './retention';
