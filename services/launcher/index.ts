/** Runs a fleet on this machine. Knows no service: all of it comes from the fleet's declarations. */
export type { Admin } from './admin';
export type { LocalFleet } from './fleet';
export type { LogLine } from './log';
export { type Observation, type ObservedEdge, observeFleet, type Undeclared } from './observe';
export {
  type RunningServer,
  type RunningService,
  type RunningShop,
  type StartOptions,
  startShop,
} from './start-shop';
