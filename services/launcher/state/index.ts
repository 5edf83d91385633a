/** What outlives a run, and who may use it. */
export { identityOf, isRunning, type ProcessIdentity } from './process-identity';
export { type RunningNote, runningShop, writeNote } from './running-shop';
export { openState, type StateFolder, type StateOptions, temporaryState } from './state-folder';
