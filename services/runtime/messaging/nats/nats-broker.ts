import { connect, headers as createHeaders, createInbox, Events, type Msg, type NatsConnection } from 'nats';
import {
  type Broker,
  BrokerError,
  type DurableConsumer,
  type PublishAck,
  type StoredMessage,
  type StreamReader,
  type WireMessage,
} from '../broker';
import { PendingPublishes } from '../pending-publishes';
import { connectionOptions, type NatsBrokerOptions } from './nats-connection';
import { durableConsumer, storedMessages } from './nats-consumer';
import { explained } from './nats-failures';

const ackTimeoutMs = 5_000;

export class NatsBroker implements Broker, StreamReader {
  readonly name = 'broker';
  readonly #options: NatsBrokerOptions;
  readonly #pending = new PendingPublishes(ackTimeoutMs);
  #connection: NatsConnection | undefined;
  #replySubject = '';
  #connected = false;
  #waiting: (() => void)[] = [];
  #stopped = false;

  constructor(options: NatsBrokerOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connected;
  }

  async start(): Promise<void> {
    const { url, patienceMs = 60_000 } = this.#options;
    const connecting = connect(connectionOptions(this.#options));
    const timeout = new Promise<never>((_, reject) => {
      const explain = `no NATS server answered at ${url} in ${patienceMs} ms; check NATS_URL and the server`;
      setTimeout(() => reject(new Error(explain)), patienceMs).unref();
    });
    try {
      this.#connection = await Promise.race([connecting, timeout]);
    } catch (error) {
      connecting.then((late) => late.close()).catch(() => undefined);
      throw explained(error, `cannot connect to NATS at ${url}`);
    }
    const inbox = createInbox(this.#options.inboxPrefix);
    this.#replySubject = `${inbox}.`;
    this.#connection.subscribe(`${inbox}.*`, { callback: (error, message) => this.#acknowledged(error, message) });
    this.#setConnected(true);
    void this.#followStatus(this.#connection);
  }

  whenConnected(): Promise<void> {
    return this.#connected ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  publish(message: WireMessage): Promise<PublishAck> {
    const connection = this.#connection;
    if (connection === undefined || !this.#connected) {
      return Promise.reject(new BrokerError('unavailable', 'no connection to NATS'));
    }
    const largest = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    const headers = createHeaders();
    headers.set('Nats-Msg-Id', message.dedupId);
    let size = Buffer.byteLength(message.payload) + message.dedupId.length;
    for (const [key, value] of Object.entries(message.headers)) {
      headers.set(key, value);
      size += key.length + Buffer.byteLength(value) + 4;
    }
    if (size > largest) {
      const text = `message on '${message.subject}' has ${size} bytes, the broker takes ${largest}`;
      return Promise.reject(new BrokerError('too-large', text));
    }
    const { token, ack } = this.#pending.add(message.subject);
    try {
      connection.publish(message.subject, message.payload, { headers, reply: this.#replySubject + token });
    } catch (error) {
      this.#pending.reject(token, explained(error, `cannot publish on '${message.subject}'`));
    }
    return ack;
  }

  consumer(stream: string, durable: string): DurableConsumer {
    return durableConsumer(() => this.#known(), stream, durable);
  }

  async *read(stream: string, subjectFilter: string, since?: Date): AsyncIterable<StoredMessage> {
    yield* storedMessages(this.#known(), stream, subjectFilter, since);
  }

  async ready(): Promise<void> {
    if (!this.#connected) {
      throw new Error(`no connection to NATS at ${this.#options.url}`);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    // Draining waits for the server; without one there is nobody to say goodbye to.
    await (this.#connected ? this.#connection?.drain() : this.#connection?.close())?.catch(() => undefined);
    this.#setConnected(false);
    this.#pending.rejectAll(new BrokerError('unavailable', 'the connection to NATS was closed'));
  }

  #known(): NatsConnection {
    if (this.#connection === undefined) {
      throw new BrokerError('unavailable', 'no connection to NATS');
    }
    return this.#connection;
  }

  #setConnected(connected: boolean): void {
    this.#connected = connected;
    if (connected || this.#stopped) {
      for (const resume of this.#waiting.splice(0)) {
        resume();
      }
    }
  }

  #acknowledged(error: Error | null, message: Msg): void {
    if (error !== null) {
      this.#pending.rejectAll(explained(error, 'cannot read acknowledgements'));
      return;
    }
    const token = message.subject.slice(this.#replySubject.length);
    if (message.headers?.code === 503) {
      this.#pending.reject(token, (subject) => new BrokerError('unroutable', `no stream takes '${subject}'`));
      return;
    }
    const answer = message.json<{
      stream: string;
      seq: number;
      duplicate?: boolean;
      error?: { description: string };
    }>();
    if (answer.error !== undefined) {
      const { description } = answer.error;
      this.#pending.reject(
        token,
        (subject) => new BrokerError('rejected', `'${subject}' was not stored: ${description}`),
      );
      return;
    }
    this.#pending.resolve(token, {
      stream: answer.stream,
      sequence: answer.seq,
      duplicate: answer.duplicate === true,
    });
  }

  async #followStatus(connection: NatsConnection): Promise<void> {
    const { logger, name } = this.#options;
    for await (const status of connection.status()) {
      if (status.type === Events.Disconnect) {
        this.#setConnected(false);
        this.#pending.rejectAll(new BrokerError('unavailable', 'the connection to NATS was lost'));
        logger.warn({ server: status.data }, 'lost the connection to NATS');
      } else if (status.type === Events.Reconnect) {
        this.#setConnected(true);
        logger.info({ server: status.data }, 'connected to NATS again');
      } else if (status.permissionContext !== undefined) {
        const { operation, subject } = status.permissionContext;
        const refusal = `NATS does not let ${name} ${operation} '${subject}'; deploy permissions that match its service.ts`;
        logger.error({ operation, subject }, refusal);
        this.#pending.rejectSubject(subject, new BrokerError('refused', refusal));
      } else if (status.type === Events.Error) {
        logger.error({ error: status.data }, 'NATS reported an error');
      }
    }
  }
}
