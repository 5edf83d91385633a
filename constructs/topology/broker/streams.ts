import { advisoryStream, commandSubject, deadLetterStream, streamOf } from '../../declaration';
import type { Topology } from '../topology';

/** Nanoseconds, the unit of every duration in JetStream's configuration. */
const second = 1_000_000_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** A stream as the JetStream API takes it in `$JS.API.STREAM.CREATE.<name>`. Durations in nanoseconds. */
export interface StreamConfig {
  readonly name: string;
  readonly description: string;
  readonly subjects: readonly string[];
  readonly storage: 'file';
  readonly retention: 'limits';
  readonly discard: 'old';
  readonly max_age: number;
  readonly max_bytes: number;
  readonly duplicate_window: number;
  readonly num_replicas: number;
  /** Nobody deletes single messages: a reader may rely on what it has read. */
  readonly deny_delete: true;
  /** No reads past a consumer: a direct get is not bound to the subjects that a reader may see. */
  readonly allow_direct: false;
}

export interface StreamOptions {
  /**
   * Copies of every stream: 1, or 3 on a cluster of three servers.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Size at which a stream drops its oldest messages, in bytes.
   * @default 1073741824
   */
  readonly maxBytes?: number;
}

/** Advisories are some hundred bytes each. */
const advisoryBytes = 2 ** 26;

/**
 * One stream per service that owns subjects, the one of the dead letters, and the one of advisories. Sorted by name.
 *
 * Events stay 7 days, as long as the rows of the outbox that could refill a broker that lost them. Dead letters stay
 * 30 days, because they wait for people. Repeated publications are recognised for 10 minutes; later ones by the inbox.
 *
 * Advisories are the second net below the dead letters: a process that is killed at the last delivery of a message
 * stores no dead letter, and all that is left of it is the server's word, which nobody would keep. Each names stream,
 * consumer and sequence. No service may read them. A service may have the server send some other answer of its API on
 * one of these subjects, so a reader goes by the `type` inside.
 */
export function streamsOf(
  topology: Topology,
  { replicas = 1, maxBytes = 2 ** 30 }: StreamOptions = {},
): StreamConfig[] {
  const settings = {
    storage: 'file',
    retention: 'limits',
    discard: 'old',
    max_bytes: maxBytes,
    duplicate_window: 10 * minute,
    num_replicas: replicas,
    deny_delete: true,
    allow_direct: false,
  } as const;

  const owned = topology.services.flatMap(({ name, publishes, handles = {} }): StreamConfig[] => {
    const subjects = [
      ...Object.keys(publishes),
      ...Object.keys(handles).map((command) => commandSubject(name, command)),
    ];
    return subjects.length === 0
      ? []
      : [
          {
            name: streamOf(name),
            description: `Events of ${name} and commands to it`,
            subjects: versionsOf(subjects),
            max_age: 7 * day,
            ...settings,
          },
        ];
  });
  if (owned.length === 0) {
    return [];
  }
  const deadLetters: StreamConfig = {
    name: deadLetterStream,
    description: 'Messages that a service could not handle',
    subjects: ['dlq.>'],
    max_age: 30 * day,
    ...settings,
  };
  const advisories: StreamConfig = {
    name: advisoryStream,
    description: 'Messages that a consumer was given for the last time, or gave up',
    subjects: ['MAX_DELIVERIES', 'MSG_TERMINATED'].map((kind) => `$JS.EVENT.ADVISORY.CONSUMER.${kind}.>`),
    max_age: 30 * day,
    ...settings,
    max_bytes: advisoryBytes,
  };
  return [...owned, deadLetters, advisories].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `orders.v1.order.placed` → `orders.v1.>`: a new event of a known version needs no change of the stream. */
function versionsOf(subjects: readonly string[]): string[] {
  const prefixes = subjects.map((subject) => `${subject.split('.').slice(0, 2).join('.')}.>`);
  return [...new Set(prefixes)].sort();
}
