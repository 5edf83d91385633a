import { setImmediate as nextTurn } from 'node:timers/promises';
import { edgePolicy } from '@flotilla/constructs/declaration';
import pino from 'pino';
import { Registry } from 'prom-client';
import { Edge, PeerError } from '.';

describe('an edge that somebody else sends requests over', () => {
  const registry = new Registry();
  const edge = (peer: string) =>
    new Edge({ peer, policy: edgePolicy({ timeoutMs: 50 }), logger: pino({ level: 'silent' }), registry });

  test('limits the time until the work has what it waited for, and leaves alone what streams after that', async () => {
    const { signal } = await edge('stock').run(async (ending) => ({ signal: ending }), { safe: false });
    await nextTurn();
    expect(signal.aborted).toBe(false);
  });

  test('tells work that takes too long to end, and the caller who was too slow', async () => {
    const work = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    const call = edge('bank').run(work, { safe: false });
    await expect(call).rejects.toMatchObject({ name: 'PeerError', peer: 'bank', failure: 'timeout' });
  });

  test('shows the breakers of all edges in one metric', async () => {
    const failing = edge('post');
    const work = async (): Promise<never> => {
      throw new PeerError('post', 'failed', 'answered 500');
    };
    for (let failures = 0; failures < 5; failures += 1) {
      await expect(failing.run(work, { safe: false })).rejects.toThrow('post answered 500');
    }
    const metrics = await registry.getSingleMetricAsString('peer_breaker_open');
    expect(metrics).toContain('{peer="post"} 1');
    expect(metrics).toContain('{peer="stock"} 0');
  });

  test('neither takes a peer for ill that names another who failed, nor repeats what that one was asked already', async () => {
    const well = edge('desk');
    let attempts = 0;
    const work = async (): Promise<never> => {
      attempts += 1;
      throw new PeerError('desk', 'unavailable', 'answered 503', { answer: { status: 503, failedPeer: 'vault' } });
    };
    for (let calls = 0; calls < 10; calls += 1) {
      await expect(well.run(work, { safe: true })).rejects.toMatchObject({ failedPeer: 'vault' });
    }
    expect(attempts).toBe(10);
    expect(await registry.getSingleMetricAsString('peer_breaker_open')).toContain('{peer="desk"} 0');
  });

  test('does not hold an error of the work itself against the peer', async () => {
    const own = edge('mint');
    const work = async (): Promise<never> => {
      throw new TypeError('our own');
    };
    for (let failures = 0; failures < 10; failures += 1) {
      await expect(own.run(work, { safe: true })).rejects.toThrow('our own');
    }
  });
});
