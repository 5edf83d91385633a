/** What a message is about: the thing whose history it belongs to. */
export interface Aggregate {
  /** E.g. `order`. */
  readonly type: string;
  readonly id: string;
  /**
   * Counts the changes of the thing, from 1.
   * @default - the message has no place in an order of versions
   */
  readonly version?: number;
}

/** What a message follows from. A received `Message` is one; so is an HTTP request with an id. */
export interface Cause {
  /** Id of the whole flow. */
  readonly correlationId: string;
  /**
   * Id of the message that caused this one.
   * @default - the cause was no message
   */
  readonly id?: string;
}

/** A message on its way into the outbox. */
export interface OutgoingMessage {
  /** UUIDv7; deduplicates the message everywhere. */
  readonly id: string;
  readonly subject: string;
  /** Name of the payload's schema. */
  readonly type: string;
  readonly aggregate: Aggregate;
  readonly data: unknown;
  /** Further headers: trace context, correlation, schema version. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A received message whose payload has been checked against its owner's schema. */
export interface Message<Data = unknown> extends Cause {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  readonly aggregate: Aggregate | undefined;
  readonly time: Date;
  readonly causationId: string | undefined;
  readonly data: Data;
  /** 1 on the first delivery. */
  readonly attempt: number;
  readonly headers: Readonly<Record<string, string>>;
}
