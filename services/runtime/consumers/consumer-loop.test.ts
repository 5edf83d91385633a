import { once } from 'node:events';
import type { Broker, Delivery, DurableConsumer } from '../messaging';
import { silent } from '../messaging/behaviour/parties';
import { ConsumerLoop } from './consumer-loop';

/** A message that only notes how it is settled. */
function delivery(id: string, settled: string[]): Delivery {
  return {
    subject: 's',
    headers: { 'ce-id': id },
    payload: new Uint8Array(),
    stream: 'S',
    sequence: Number(id),
    attempt: 1,
    ack: async () => void settled.push(`ack ${id}`),
    nak: () => void settled.push(`nak ${id}`),
    working: () => undefined,
    terminate: () => undefined,
  };
}

describe('a draining consumer loop', () => {
  const broker = { connected: true, whenConnected: async () => undefined } as unknown as Broker;
  const settled: string[] = [];
  let underWay: AbortController;
  let fetched: AbortController;

  /** Delivers 1 at once and 2 when `underWay` is aborted; then it is silent until it is stopped. */
  const consumer: DurableConsumer = {
    state: async () => ({ pending: 0, ackPending: 0, redelivered: 0, maxDeliver: 8, ackWaitMs: 30_000 }),
    fetch: async () => {
      const stopped = new AbortController();
      return {
        stop: () => stopped.abort(),
        async *[Symbol.asyncIterator]() {
          yield delivery('1', settled);
          fetched.abort();
          await Promise.race([once(underWay.signal, 'abort'), once(stopped.signal, 'abort')]);
          if (!stopped.signal.aborted) {
            yield delivery('2', settled);
            await once(stopped.signal, 'abort');
          }
        },
      };
    },
  };

  beforeEach(() => {
    settled.length = 0;
    underWay = new AbortController();
    fetched = new AbortController();
  });

  const loopWith = async (settle: (message: Delivery) => Promise<void>): Promise<ConsumerLoop> => {
    const loop = new ConsumerLoop({ broker, consumer, concurrency: 1, settle, logger: silent });
    loop.start();
    await once(fetched.signal, 'abort');
    return loop;
  };

  test('still settles what was under way when it began to drain', async () => {
    const loop = await loopWith((message) => message.ack());
    const draining = loop.drain(AbortSignal.timeout(5_000));
    setTimeout(() => underWay.abort(), 50);
    await draining;
    expect(settled).toEqual(['ack 1', 'ack 2']);
  });

  test('gives back what waits when there is no time left, and does not wait for a handler that will not end', async () => {
    const loop = await loopWith(() => new Promise(() => undefined));
    const deadline = new AbortController();
    const draining = loop.drain(deadline.signal);
    underWay.abort();
    setTimeout(() => deadline.abort(), 300);
    await draining;
    expect(settled).toEqual(['nak 2']);
  });
});
