import { consumersOf } from '../../declaration';
import type { Topology } from '../topology';

const second = 1_000_000_000;

/** Messages of one durable consumer that one pod holds: four that it works on, and as many ready. */
const consumerConcurrency = 8;

/** A durable pull consumer as the JetStream API takes it. Durations in nanoseconds. */
export interface ConsumerConfig {
  readonly durable_name: string;
  readonly description: string;
  readonly filter_subjects: readonly string[];
  readonly deliver_policy: 'all';
  readonly replay_policy: 'instant';
  readonly ack_policy: 'explicit';
  readonly ack_wait: number;
  readonly max_deliver: number;
  readonly max_ack_pending: number;
}

/** A durable consumer, the service that reads it, and what for. */
export interface DurableConsumer {
  readonly service: string;
  readonly purpose: string;
  readonly stream: string;
  readonly config: ConsumerConfig;
}

/**
 * Every durable consumer of the fleet, sorted by stream and name. The platform makes them; services only read them.
 *
 * There is no `backoff`: where one is set, the server adds its step for the delivery to the delay of a negative
 * acknowledgement (seen with nats-server 2.14.0), so that 5 seconds become 35.
 * After the eighth delivery JetStream leaves a message behind in silence, so a handler stores it as a dead letter first.
 */
export function durableConsumersOf(topology: Topology): DurableConsumer[] {
  return topology.services
    .flatMap((service) =>
      consumersOf(service).map(({ stream, durable, purpose, subjects }) => ({
        service: service.name,
        purpose,
        stream,
        config: {
          durable_name: durable,
          description: `${service.name}: ${purpose}`,
          filter_subjects: subjects,
          deliver_policy: 'all',
          replay_policy: 'instant',
          ack_policy: 'explicit',
          ack_wait: 30 * second,
          max_deliver: 8,
          max_ack_pending: 4 * consumerConcurrency,
        } as const,
      })),
    )
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ stream, config }: DurableConsumer): string {
  return `${stream} ${config.durable_name}`;
}
