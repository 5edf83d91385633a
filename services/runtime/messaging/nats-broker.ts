import { readFileSync } from 'node:fs';
import {
  type ConnectionOptions,
  type Consumer,
  connect,
  headers as createHeaders,
  createInbox,
  DeliverPolicy,
  Events,
  type JsMsg,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  nkeyAuthenticator,
} from 'nats';
import type { Logger } from 'pino';
import {
  type Broker,
  BrokerError,
  type ConsumerState,
  type Delivery,
  type DurableConsumer,
  type PublishAck,
  type StoredMessage,
  type StreamReader,
  type WireMessage,
} from './broker';
import { PendingPublishes } from './pending-publishes';

/** The only file that knows the NATS client: another client, or another version of it, replaces this file. */

export interface NatsBrokerOptions {
  /** `nats://host:port`, several separated by commas. */
  readonly url: string;
  /** Shown in the server's connection list. */
  readonly name: string;
  /** Prefix of all reply subjects; the user may subscribe below it alone. */
  readonly inboxPrefix: string;
  /** Seed of the user's nkey. @default - the server asks for no user */
  readonly nkeySeed?: string;
  /** PEM file of the authority that signed the server's certificate. @default - no TLS unless the server asks */
  readonly tlsCaFile?: string;
  readonly logger: Logger;
  /** How long `start` waits for a server that is not there yet, in milliseconds. @default 60000 */
  readonly patienceMs?: number;
}

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
    let found: Promise<Consumer> | undefined;
    const get = (): Promise<Consumer> => {
      if (this.#connection === undefined) {
        return Promise.reject(new BrokerError('unavailable', 'no connection to NATS'));
      }
      found ??= this.#connection.jetstream().consumers.get(stream, durable);
      return found;
    };
    const attempt = async <T>(use: (consumer: Consumer) => Promise<T>): Promise<T> => {
      try {
        return await use(await get());
      } catch (error) {
        found = undefined;
        throw explained(error, `consumer ${durable} of stream ${stream}`);
      }
    };
    return {
      state: () => attempt(async (consumer) => stateOf(await consumer.info())),
      fetch: (max, expiresMs) =>
        attempt(async (consumer) => {
          const messages = await consumer.fetch({ max_messages: max, expires: expiresMs });
          return {
            stop: () => messages.stop(),
            async *[Symbol.asyncIterator]() {
              for await (const message of messages) {
                yield deliveryOf(message);
              }
            },
          };
        }),
    };
  }

  async *read(stream: string, subjectFilter: string, since?: Date): AsyncIterable<StoredMessage> {
    if (this.#connection === undefined) {
      throw new BrokerError('unavailable', 'no connection to NATS');
    }
    const consumer = await this.#connection.jetstream().consumers.get(stream, {
      filterSubjects: [subjectFilter],
      ...(since === undefined ? {} : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() }),
    });
    const { num_pending: total } = await consumer.info();
    if (total === 0) {
      return;
    }
    const messages = await consumer.consume();
    let count = 0;
    for await (const message of messages) {
      yield {
        subject: message.subject,
        headers: plainHeaders(message.headers),
        payload: message.data,
        sequence: message.info.streamSequence,
      };
      count += 1;
      if (count === total) {
        return;
      }
    }
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

function connectionOptions(options: NatsBrokerOptions): ConnectionOptions {
  const { url, name, inboxPrefix, nkeySeed, tlsCaFile } = options;
  return {
    servers: url.split(','),
    name,
    inboxPrefix,
    authenticator: nkeySeed === undefined ? undefined : nkeyAuthenticator(new TextEncoder().encode(nkeySeed)),
    tls: tlsCaFile === undefined ? undefined : { ca: readFileSync(tlsCaFile, 'utf8') },
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    // Quick at first sight, and spread so that a returning server is not met by everyone at once.
    reconnectTimeWait: 250,
    reconnectJitter: 500,
    pingInterval: 10_000,
    maxPingOut: 2,
    // A stack trace per request costs more than the request.
    noAsyncTraces: true,
  };
}

function stateOf(info: Awaited<ReturnType<Consumer['info']>>): ConsumerState {
  return {
    pending: info.num_pending,
    ackPending: info.num_ack_pending,
    redelivered: info.num_redelivered,
    maxDeliver: info.config.max_deliver ?? -1,
    ackWaitMs: (info.config.ack_wait ?? 30_000_000_000) / 1_000_000,
  };
}

function deliveryOf(message: JsMsg): Delivery {
  return {
    subject: message.subject,
    headers: plainHeaders(message.headers),
    payload: message.data,
    stream: message.info.stream,
    sequence: message.info.streamSequence,
    attempt: message.info.redeliveryCount,
    async ack() {
      if (!(await message.ackAck().catch(() => false))) {
        throw new BrokerError('unavailable', `acknowledgement of '${message.subject}' was not confirmed`);
      }
    },
    nak: (delayMs) => message.nak(Math.round(delayMs)),
    working: () => message.working(),
    terminate: (reason) => message.term(reason),
  };
}

function plainHeaders(headers: MsgHdrs | undefined): Record<string, string> {
  return Object.fromEntries((headers?.keys() ?? []).map((key) => [key, headers?.get(key) ?? '']));
}

/** The client's errors in terms of the port. */
function explained(error: unknown, what: string): BrokerError {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const text = `${what}: ${message}`;
  if (/permission|authorization/i.test(`${code} ${message}`)) {
    const advice = 'check the nkey and the permissions of this service';
    return new BrokerError('refused', `${text}; ${advice}`, { cause: error });
  }
  if (/not found/i.test(message)) {
    return new BrokerError('missing', `${text}; the platform makes it, see docs/messaging.md`, { cause: error });
  }
  return new BrokerError('unavailable', text, { cause: error });
}
