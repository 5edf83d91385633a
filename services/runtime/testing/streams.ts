import {
  consumersOf,
  deadLetterStream,
  ownerOf,
  type ServiceDeclaration,
  streamOf,
} from '@flotilla/constructs/declaration';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  nanos,
  RetentionPolicy,
  StorageType,
} from 'nats';

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** Deviations from the settings of a real platform, so that a test need not wait for minutes. */
export interface StreamOverrides {
  /** Silence after which the broker delivers again, in milliseconds. @default 30 s */
  readonly ackWaitMs?: number;
  /** @default 8 */
  readonly maxDeliver?: number;
  /** How long the broker recognises an id, in milliseconds. @default 10 min */
  readonly duplicateWindowMs?: number;
}

/**
 * Makes the streams and durable consumers that these declarations ask for, as the platform does.
 *
 * A consumer has an `ack_wait` and no `backoff`: where a backoff is set, the server adds its step for the delivery,
 * less the first, to every delay that a consumer asks for with a negative acknowledgement (seen on 2.14.0; with
 * 30 s, 1 min, 2 min, 5 min a retry after 5 s comes after 35 s, one after 15 s after 105 s).
 */
export async function createStreams(
  manager: JetStreamManager,
  declarations: readonly ServiceDeclaration[],
  overrides: StreamOverrides = {},
): Promise<void> {
  const owners = new Set(
    declarations.flatMap(({ name, subscribes }) => [
      name,
      ...Object.keys(subscribes).map((subject) => ownerOf(subject)),
    ]),
  );
  const streams = [...owners].map((owner) => ({ name: streamOf(owner), subjects: [`${owner}.v1.>`] }));
  for (const { name, subjects } of [...streams, { name: deadLetterStream, subjects: ['dlq.>'] }]) {
    await manager.streams.add({
      name,
      subjects,
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(7 * day),
      duplicate_window: nanos(overrides.duplicateWindowMs ?? 10 * minute),
      deny_delete: true,
    });
  }
  for (const declaration of declarations) {
    for (const { stream, durable, subjects } of consumersOf(declaration)) {
      await manager.consumers.add(stream, {
        durable_name: durable,
        filter_subjects: [...subjects],
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ack_wait: nanos(overrides.ackWaitMs ?? 30 * second),
        max_deliver: overrides.maxDeliver ?? 8,
        max_ack_pending: 64,
      });
    }
  }
}
