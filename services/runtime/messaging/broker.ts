import type { Component } from '../lifecycle/component';

/** A message as the broker carries it. */
export interface WireMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Uint8Array;
  /** The broker stores a message once per id, within its duplicate window. */
  readonly dedupId: string;
}

/** The broker has stored a message. */
export interface PublishAck {
  readonly stream: string;
  readonly sequence: number;
  /** It had been stored before, under this sequence. */
  readonly duplicate: boolean;
}

/** A delivered message, with the ways to settle it. */
export interface Delivery {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  readonly stream: string;
  readonly sequence: number;
  /** 1 on the first delivery. */
  readonly attempt: number;
  /** Done, confirmed by the broker; rejects when the broker does not confirm, and then the message may come again. */
  ack(): Promise<void>;
  /** Not now: deliver again after `delayMs`. */
  nak(delayMs: number): void;
  /** Still busy: start the acknowledgement wait anew. */
  working(): void;
  /** Never again, with a reason that the broker tells its operators. */
  terminate(reason: string): void;
}

/** State and settings of a durable consumer. */
export interface ConsumerState {
  /** Messages that were never delivered. */
  readonly pending: number;
  readonly ackPending: number;
  readonly redelivered: number;
  readonly maxDeliver: number;
  readonly ackWaitMs: number;
}

/** A durable consumer that somebody else has made. */
export interface DurableConsumer {
  state(): Promise<ConsumerState>;
  /** Delivers up to `max` messages and ends, at the latest after `expiresMs`. */
  fetch(max: number, expiresMs: number): Promise<AsyncIterable<Delivery> & { stop(): void }>;
}

/** A message that lies in a stream. */
export interface StoredMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  readonly sequence: number;
}

/** Reads streams as they are, which operators may and services may not. */
export interface StreamReader {
  /** The messages that the stream holds now, in order. */
  read(stream: string, subjectFilter: string, since?: Date): AsyncIterable<StoredMessage>;
}

/** What the runtime needs of a message broker. */
export interface Broker extends Component {
  /** Whether the connection stands at this moment. */
  readonly connected: boolean;
  /** Resolves at once, or when the connection stands again; rejects when the broker is stopped. */
  whenConnected(): Promise<void>;
  /**
   * Stores a message. Callers send many without awaiting each; order of calls is order in a stream.
   * @throws `BrokerError`
   */
  publish(message: WireMessage): Promise<PublishAck>;
  consumer(stream: string, durable: string): DurableConsumer;
}

/**
 * - `unavailable`: no connection or no answer in time; the message may have been stored all the same
 * - `unroutable`: no stream takes the subject
 * - `refused`: the service's broker user may not do it
 * - `too-large`: the message will never fit
 * - `rejected`: the stream does not take it now, e.g. because it is full
 * - `missing`: the consumer or stream does not exist
 */
export type BrokerFailure = 'unavailable' | 'unroutable' | 'refused' | 'too-large' | 'rejected' | 'missing';

export class BrokerError extends Error {
  override readonly name = 'BrokerError';

  constructor(
    readonly failure: BrokerFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
