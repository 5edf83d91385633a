import { type Consumer, DeliverPolicy, type JsMsg, type MsgHdrs, type NatsConnection } from 'nats';
import { BrokerError, type ConsumerState, type Delivery, type DurableConsumer, type StoredMessage } from '../broker';
import { explained } from './nats-failures';

/** A consumer that the platform has made. */
export function durableConsumer(connectionOf: () => NatsConnection, stream: string, durable: string): DurableConsumer {
  let found: Promise<Consumer> | undefined;
  const get = async (): Promise<Consumer> => {
    found ??= connectionOf().jetstream().consumers.get(stream, durable);
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

/** What a stream holds at this moment. */
export async function* storedMessages(
  connection: NatsConnection,
  stream: string,
  subjectFilter: string,
  since: Date | undefined,
): AsyncIterable<StoredMessage> {
  const consumer = await connection.jetstream().consumers.get(stream, {
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
