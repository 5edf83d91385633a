/** A few services of a fleet as they are, and the others faked from their contracts. */
export type { Fake, FakeHandlers, FakeMessageInput } from './fake';
export { type Fleet, type FleetOptions, startFleet } from './fleet';
export type { ContractAlone, FleetServices, WholeService } from './services';
