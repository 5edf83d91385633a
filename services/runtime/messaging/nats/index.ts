/** The only folder that knows the NATS client: another client, or another version of it, replaces what is in here. */
export { NatsBroker } from './nats-broker';
export type { NatsBrokerOptions } from './nats-connection';
