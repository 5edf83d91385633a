import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { context, propagation, trace } from '@opentelemetry/api';
import pino from 'pino';
import { Registry } from 'prom-client';
import { currentContext, runInContext } from '../context';
import { Problem } from '../errors';
import { dune, contract as library, operations, startLibrary } from '../http/test-library';
import { toProblem } from '../service/to-problem';
import { contextFrom, Telemetry } from '../telemetry';
import { PeerClients, PeerError } from '.';

const declaration = {
  name: 'reader',
  description: 'Reads books.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: { library: ['find', 'shelf', 'buy'] },
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;

const logger = pino({ level: 'silent' });
const stops: (() => Promise<void>)[] = [];

async function connect(given?: Parameters<typeof startLibrary>[0]) {
  const { url, server } = await startLibrary(given);
  const clients = new PeerClients({
    declaration,
    contracts: { library },
    urls: { library: url },
    enforce: 'refuse',
    logger,
    registry: new Registry(),
  });
  stops.push(
    () => clients.stop(),
    () => server.stop(),
  );
  return clients.peers.library;
}

afterEach(async () => {
  for (const stop of stops.splice(0)) {
    await stop();
  }
});

describe('a client and a server of the runtime', () => {
  test('agree on where the input of an operation is', async () => {
    const peer = await connect();
    await expect(peer.find({ title: 'Emma & Ulysses' })).resolves.toEqual([{ ...dune, title: 'Emma & Ulysses' }]);
    await expect(peer.shelf({ number: 7, limit: 2 })).resolves.toEqual(Array(2).fill({ ...dune, title: 'Shelf 7' }));
  });

  test('tell the caller what the server said of its input', async () => {
    const peer = await connect();
    await expect(peer.shelf({ number: 7.5 })).rejects.toMatchObject({
      failure: 'refused',
      answer: { status: 400, code: 'validation-failed' },
    });
  });

  test('tell the caller why the server says no', async () => {
    const peer = await connect({
      operations: {
        ...operations,
        buy: async () => {
          throw new Problem('conflict', { detail: 'Sold out.' });
        },
      },
    });
    await expect(peer.buy({ title: 'Dune' })).rejects.toMatchObject({
      message: 'library answered 409 conflict Sold out.',
      answer: { status: 409, code: 'conflict', detail: 'Sold out.' },
    });
  });

  test('tell the caller who failed further down, and leave its edge to the server open', async () => {
    const peer = await connect({
      toProblem,
      operations: {
        ...operations,
        buy: () => Promise.reject(new PeerError('printer', 'unavailable', 'cannot be reached')),
      },
    });
    for (let calls = 0; calls < 6; calls += 1) {
      await expect(peer.buy({ title: 'Dune' })).rejects.toMatchObject({ peer: 'library', failedPeer: 'printer' });
    }
    await expect(peer.find({ title: 'Dune' })).resolves.toEqual([dune]);
  });

  test('belong to one flow and one trace', async () => {
    const telemetry = new Telemetry({ service: 'reader', endpoint: '', samplePercent: 0, logger });
    await telemetry.start();
    const seen: unknown[] = [];
    const find: (typeof operations)['find'] = async () => {
      seen.push(currentContext()?.correlationId, trace.getActiveSpan()?.spanContext().traceId);
      return [];
    };
    const peer = await connect({ operations: { find } });
    const correlationId = '0190b0a0-0000-7000-8000-0000000000c0';
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const caller = contextFrom({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    try {
      await context.with(caller, () => runInContext({ correlationId }, () => peer.find({ title: 'Dune' })));
    } finally {
      context.disable();
      propagation.disable();
    }
    expect(seen).toEqual([correlationId, traceId]);
  });
});
