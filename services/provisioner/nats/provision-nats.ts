import type { NatsInput } from '../input';
import { NotYet, type Patience, patiently } from '../patience';
import { type ApiError, connectJetStreamApi, type JetStreamApi } from './jetstream-api';

/** Errors of the JetStream API, by number. https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const nameInUse = 10_058;

/** A cluster that is coming up: too few servers, another leader, or not a cluster yet. */
const comingUp = new Set([10_005, 10_009, 10_074]);
const unavailable = 503;

export type NatsTarget = Pick<NatsInput, 'url' | 'inboxPrefix' | 'streams' | 'consumers'> & {
  /** Seed of the nkey of a user who may make streams and consumers. */
  readonly seed: string;
};

/**
 * Makes streams and durable consumers, or changes them to what is asked for. What is there and was not asked for stays.
 * Repeated and concurrent runs are harmless: the server answers a second equal request as it did the first.
 *
 * @throws where the server refuses a change for good, e.g. of a stream's storage
 */
export async function provisionNats(target: NatsTarget, patience: Patience): Promise<void> {
  await patiently(async () => {
    const api = await connectJetStreamApi(target);
    try {
      for (const stream of target.streams) await makeStream(api, stream);
      for (const { stream, config } of target.consumers) await makeConsumer(api, stream, config);
    } finally {
      await api.close();
    }
  }, patience);
  patience.log('NATS is as declared', { streams: target.streams.length, consumers: target.consumers.length });
}

async function makeStream(api: JetStreamApi, stream: NatsInput['streams'][number]): Promise<void> {
  const refusal = await api.request(`$JS.API.STREAM.CREATE.${stream.name}`, stream);
  if (refusal?.err_code === nameInUse) {
    accept(`stream ${stream.name}`, await api.request(`$JS.API.STREAM.UPDATE.${stream.name}`, stream));
  } else {
    accept(`stream ${stream.name}`, refusal);
  }
}

/** One request both makes and changes a consumer. */
async function makeConsumer(
  api: JetStreamApi,
  stream: string,
  config: NatsInput['consumers'][number]['config'],
): Promise<void> {
  const subject = `$JS.API.CONSUMER.CREATE.${stream}.${config.durable_name}`;
  accept(`consumer ${config.durable_name} of ${stream}`, await api.request(subject, { stream_name: stream, config }));
}

function accept(what: string, refusal: ApiError | undefined): void {
  if (refusal === undefined) return;
  const text = `${what}: NATS says "${refusal.description}" (${refusal.err_code})`;
  if (refusal.code === unavailable || comingUp.has(refusal.err_code)) throw new NotYet(text);
  throw new Error(`${text}; it cannot become what is declared. Change the declaration, or remove it by hand first.`);
}
