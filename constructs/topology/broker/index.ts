/** What the broker is told: streams, durable consumers, users and what each may do. */
export { type ConsumerConfig, type DurableConsumer, durableConsumersOf } from './consumers';
export {
  brokerAccount,
  type NatsClusterOptions,
  type NatsConfigOptions,
  natsAccounts,
  natsConfig,
  nkeyVariables,
  type Variable,
} from './nats-config';
export { type BrokerUser, brokerPermissions, type Grant, provisionerUser } from './permissions';
export { type StreamConfig, type StreamOptions, streamsOf } from './streams';
