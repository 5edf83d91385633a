/** What of the declared communication happens, and what else is tried. */
export type { Observation, ObservedEdge, Undeclared } from './observation';
export { observeFleet } from './observe';
export { observationText } from './text';
