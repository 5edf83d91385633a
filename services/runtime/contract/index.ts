/** What a service offers, as schemas tied to its declaration. Imports no server. */
export { type Contract, defineContract, type OperationSchemas, type RouteSchemas } from './contract';
export type {
  CalledOperation,
  CalledPeer,
  OperationName,
  PathOf,
  PathParameter,
  PeerName,
  RouteKey,
  RouteOf,
} from './names';
export type { NeededContracts } from './needed-contracts';
export { sendsQuery } from './operation-input';
