import { inboxPrefix } from '@flotilla/constructs/declaration';
import { durableConsumersOf, provisionerUser, type Topology } from '@flotilla/constructs/topology';
import { nkeySigner } from '@flotilla/provisioner';
import { connect } from 'nats';

interface ConsumerInfo {
  readonly num_pending: number;
  readonly num_ack_pending: number;
}

/** What the broker still holds back from its readers, and what they gave up, as sentences. */
export async function undeliveredOf(
  topology: Topology,
  nats: { readonly url: string; seedOf(user: string): Promise<string> },
): Promise<string[]> {
  // Nobody else may look at the stream of the dead letters.
  const authenticator = nkeySigner(await nats.seedOf(provisionerUser));
  const connection = await connect({
    servers: nats.url,
    authenticator,
    inboxPrefix: inboxPrefix(provisionerUser),
  });
  try {
    const ask = async <Info>(subject: string): Promise<Info> => (await connection.request(subject)).json<Info>();
    const { state } = await ask<{ state: { messages: number } }>('$JS.API.STREAM.INFO.DLQ');
    const waiting = await Promise.all(
      durableConsumersOf(topology).map(async ({ stream, config: { durable_name: durable } }) => {
        const info = await ask<ConsumerInfo>(`$JS.API.CONSUMER.INFO.${stream}.${durable}`);
        const count = info.num_pending + info.num_ack_pending;
        return count === 0 ? [] : [`${count} messages of ${stream} wait for ${durable}`];
      }),
    );
    return [...waiting.flat(), ...(state.messages === 0 ? [] : [`${state.messages} dead letters are in the stream`])];
  } finally {
    await connection.close();
  }
}
