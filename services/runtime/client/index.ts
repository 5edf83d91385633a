/** Calls to other services: typed by their contracts, limited to what the declaration names, safe against their faults. */
export { failedPeerOf } from './answer';
export { inCallSpan } from './call-span';
export { Edge, type EdgeCall, type EdgeOptions } from './edge';
export { callDurations } from './edge-metrics';
export type { CallOptions } from './peer-client';
export { type PeerAnswer, PeerError, type PeerErrorOptions, type PeerFailure } from './peer-error';
export { PeerClients, type PeerClientsOptions, type PeerContracts, type Peers } from './peers';
export { UndeclaredCallError } from './undeclared-call';
