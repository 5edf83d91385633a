/** Messages between services: typed by their owners' schemas, limited to what the declaration names. */
export {
  type Broker,
  BrokerError,
  type BrokerFailure,
  type ConsumerState,
  type Delivery,
  type DurableConsumer,
  type PublishAck,
  type StoredMessage,
  type StreamReader,
  type WireMessage,
} from './broker';
export {
  type CommandData,
  type Contracts,
  type EventData,
  eventSchema,
  type Handled,
  type MessageContract,
  type Published,
  type Receivers,
  type SentTo,
} from './contract';
export { header, headersOf, readEnvelope } from './envelope';
export { ConcurrentChangeError, PermanentError, retryDelayMs, VersionGapError } from './failures';
export type { Aggregate, Cause, Message, OutgoingMessage } from './message';
export { createMessages, type MessageInput, type Messages, type MessagesOptions } from './messages';
export { NatsBroker, type NatsBrokerOptions } from './nats';
export { UndeclaredMessageError, UndeclaredMessages } from './undeclared';
