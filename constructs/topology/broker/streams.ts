import { commandSubject, deadLetterStream, streamOf } from '../../declaration';
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

/**
 * One stream per service that owns subjects, and the one of the dead letters. Sorted by name.
 *
 * Events stay 7 days, as long as the rows of the outbox that could refill a broker that lost them. Dead letters stay
 * 30 days, because they wait for people. Repeated publications are recognised for 10 minutes; later ones by the inbox.
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
  return [...owned, deadLetters].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `orders.v1.order.placed` → `orders.v1.>`: a new event of a known version needs no change of the stream. */
function versionsOf(subjects: readonly string[]): string[] {
  const prefixes = subjects.map((subject) => `${subject.split('.').slice(0, 2).join('.')}.>`);
  return [...new Set(prefixes)].sort();
}
