import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { Registry } from 'prom-client';
import { Deadline, runInContext } from '../context';
import { eventually } from '../testing';
import { PeerClients, type PeerClientsOptions } from '.';
import { stock, till } from './test-till';

type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;

/** A peer that gives these answers in turn, the last one again and again, and remembers what it was asked. */
class ScriptedPeer {
  readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  readonly #server: Server;
  answers: Answer[] = [];

  constructor() {
    this.#server = createServer(async (request, response) => {
      const body = (await request.setEncoding('utf8').toArray()).join('');
      const { method = '', url = '', headers } = request;
      this.requests.push({ method, url, headers, body });
      const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
      answer?.(response, request, body);
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

const ok: Answer = (response) => response.end('{"price":7}');
const status =
  (code: number, body: object = {}): Answer =>
  (response) =>
    response.writeHead(code).end(JSON.stringify(body));
const broken: Answer = (response) => response.destroy();
const silence: Answer = () => undefined;

let peer: ScriptedPeer;
let url: string;
let registry: Registry;
const connections: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  peer = new ScriptedPeer();
  url = await peer.start();
  registry = new Registry();
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map((each) => each.stop()));
  await peer.stop();
});

type Options = PeerClientsOptions<typeof till, { stock: typeof stock }>;

function connect(given: Partial<Options> = {}) {
  const made = new PeerClients({
    declaration: till,
    contracts: { stock },
    urls: { stock: url },
    enforce: 'refuse',
    logger: pino({ level: 'silent' }),
    registry,
    ...given,
  });
  connections.push(made);
  return made.peers;
}

async function answered(outcome: string, operation: string): Promise<void> {
  const labels = `peer="stock",operation="${operation}",outcome="${outcome}"`;
  expect(await registry.metrics()).toContain(`peer_request_duration_seconds_count{${labels}} 1`);
}

describe('a call', () => {
  test('sends its input as JSON and gives back what the owner answers', async () => {
    peer.answers = [ok];
    await expect(connect().stock.quote({ id: 'a' })).resolves.toEqual({ price: 7 });
    expect(peer.requests[0]).toMatchObject({
      method: 'POST',
      url: '/internal/quote',
      body: '{"id":"a"}',
      headers: { 'content-type': 'application/json', 'user-agent': 'till' },
    });
    await answered('ok', 'quote');
  });

  test('puts input into path and query where the operation has it there', async () => {
    peer.answers = [ok];
    await connect().stock.item({ id: 'a/b ?', lang: 'de' });
    await connect({ registry: new Registry(), urls: { stock: `${url}/prefix` } }).stock.item({ id: '$&' });
    expect(peer.requests.map((request) => request.url)).toEqual([
      '/internal/items/a%2Fb%20%3F?lang=de',
      '/prefix/internal/items/%24%26',
    ]);
  });

  test('hands on the flow and what is left of the deadline', async () => {
    peer.answers = [ok];
    const deadline = new Deadline(150);
    const correlationId = '0190b0a0-0000-7000-8000-000000000001';
    await runInContext({ correlationId, deadline }, () => connect().stock.quote({ id: 'a' }));
    const { headers } = peer.requests[0]!;
    expect(headers['x-correlation-id']).toBe(correlationId);
    expect(Number(headers['x-request-timeout-ms'])).toBeGreaterThan(0);
    expect(Number(headers['x-request-timeout-ms'])).toBeLessThanOrEqual(150);
    deadline.clear();
  });

  test('is refused an answer that the contract does not allow', async () => {
    peer.answers = [status(200, { price: 'dear' })];
    await expect(connect().stock.quote({ id: 'a' })).rejects.toMatchObject({
      failure: 'invalid',
      message: expect.stringContaining('contract'),
    });
    expect(peer.requests).toHaveLength(1);
    await answered('invalid', 'quote');
  });

  test('tells the caller when its request is wrong, and does not repeat it', async () => {
    peer.answers = [status(404, { code: 'not-found', detail: 'No item a.' })];
    await expect(connect().stock.quote({ id: 'a' })).rejects.toMatchObject({
      failure: 'refused',
      answer: { status: 404, code: 'not-found', detail: 'No item a.' },
    });
    expect(peer.requests).toHaveLength(1);
    await answered('refused', 'quote');
  });
});

describe('a safe operation', () => {
  test.each([
    ['an answer that says try again', status(503)],
    ['a broken connection', broken],
  ])('is repeated after %s', async (_, failure) => {
    peer.answers = [failure, failure, ok];
    await expect(connect().stock.quote({ id: 'a' })).resolves.toEqual({ price: 7 });
    expect(peer.requests).toHaveLength(3);
  });

  test('is repeated no more often than declared', async () => {
    peer.answers = [status(503)];
    await expect(connect().stock.quote({ id: 'a' })).rejects.toMatchObject({ failure: 'unavailable' });
    expect(peer.requests).toHaveLength(3);
  });

  test('is not repeated after a failure that will come again', async () => {
    peer.answers = [status(500)];
    await expect(connect().stock.quote({ id: 'a' })).rejects.toMatchObject({ failure: 'failed' });
    expect(peer.requests).toHaveLength(1);
  });

  test('is repeated only while the budget lasts', async () => {
    peer.answers = [status(503)];
    const calls = { stock: { ...till.calls.stock, retryBudget: 0 } };
    const peers = connect({ declaration: { ...till, calls } as unknown as typeof till });
    await expect(peers.stock.quote({ id: 'a' })).rejects.toMatchObject({ failure: 'unavailable' });
    expect(peer.requests).toHaveLength(1);
  });
});

test('an operation that is not safe is never repeated', async () => {
  peer.answers = [status(503), ok];
  await expect(connect().stock.take({ id: 'a' })).rejects.toMatchObject({ failure: 'unavailable' });
  expect(peer.requests).toHaveLength(1);
});

describe('a call ends', () => {
  test('with upstream-timeout when the peer stays silent', async () => {
    peer.answers = [silence];
    await expect(connect().stock.take({ id: 'a' })).rejects.toMatchObject({ failure: 'timeout' });
    await answered('timeout', 'take');
  });

  test('with the reason of the deadline when that comes first', async () => {
    peer.answers = [silence];
    const deadline = new Deadline(60_000);
    const call = runInContext({ correlationId: 'c', deadline }, () => connect().stock.quote({ id: 'a' }));
    call.catch(() => undefined);
    await eventually(() => peer.requests.length === 1);
    const reason = new Error('the client went away');
    deadline.abort(reason);
    await expect(call).rejects.toBe(reason);
    await answered('abandoned', 'quote');
  });

  test("with the reason of the caller's own signal", async () => {
    const reason = new Error('enough');
    await expect(connect().stock.quote({ id: 'a' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(peer.requests).toHaveLength(0);
  });
});

describe('an edge', () => {
  test('refuses calls at once when the peer failed too often, and tries again later', async () => {
    peer.answers = [status(503)];
    const { stock } = connect();
    for (let failures = 0; failures < 4; failures += 1) {
      await expect(stock.take({ id: 'a' })).rejects.toMatchObject({ failure: 'unavailable' });
    }
    await expect(stock.take({ id: 'a' })).rejects.toMatchObject({
      failure: 'unavailable',
      message: expect.stringContaining('after failures in a row'),
    });
    expect(peer.requests).toHaveLength(4);
    expect(await registry.metrics()).toContain('peer_breaker_open{peer="stock"} 1');
    peer.answers = [ok];
    await eventually(() => stock.take({ id: 'a' }));
    expect(await registry.metrics()).toContain('peer_breaker_open{peer="stock"} 0');
  });

  test('does not open because requests are wrong', async () => {
    peer.answers = [status(400)];
    const { stock } = connect();
    for (let refusals = 0; refusals < 6; refusals += 1) {
      await expect(stock.take({ id: 'a' })).rejects.toMatchObject({ failure: 'refused' });
    }
    expect(peer.requests).toHaveLength(6);
  });

  test('refuses calls at once while too many are in flight', async () => {
    const waiting: ServerResponse[] = [];
    peer.answers = [(response) => waiting.push(response)];
    const { stock } = connect();
    const calls = [1, 2, 3].map(() => stock.quote({ id: 'a' }));
    await eventually(() => waiting.length === 3);
    await expect(stock.quote({ id: 'a' })).rejects.toMatchObject({
      failure: 'unavailable',
      message: expect.stringContaining('in flight'),
    });
    for (const response of waiting) {
      response.end('{"price":7}');
    }
    await expect(Promise.all(calls)).resolves.toHaveLength(3);
  });
});

describe('a call that is not declared', () => {
  type Anything = Record<string, Record<string, (input: object) => Promise<unknown>>>;

  test('is refused with the line that would declare it, and counted', async () => {
    const peers = connect() as unknown as Anything;
    await expect(peers.stock!.secret!({})).rejects.toThrow(
      "till does not declare that it may call 'stock.secret'; see npm run -s explain -- till stock.secret, or have " +
        "under `calls` in services/till/service.ts: stock: { operations: ['quote', 'item', 'take', 'secret'], timeoutMs: 200,",
    );
    await expect(peers.bank!.charge!({})).rejects.toThrow("services/till/service.ts: bank: ['charge'],");
    const metrics = await registry.metrics();
    expect(metrics).toContain('undeclared_total{peer="stock"} 1');
    expect(metrics).toContain('undeclared_total{peer="bank"} 1');
    expect(peer.requests).toHaveLength(0);
  });

  test('passes where it is only logged and the peer is known, and is counted', async () => {
    peer.answers = [ok];
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    const peers = connect({ enforce: 'log', logger }) as unknown as Anything;
    await expect(peers.stock!.secret!({})).resolves.toEqual({ price: 7 });
    await expect(peers.bank!.charge!({})).rejects.toThrow('does not declare');
    expect(await registry.metrics()).toContain('undeclared_total{peer="stock"} 1');
    expect(lines.join('')).toContain('stock.secret');
  });
});

test('a peer whose contract does not offer what is called is found at start', () => {
  const { quote: _, ...operations } = stock.operations;
  expect(() => connect({ contracts: { stock: { ...stock, operations } as unknown as typeof stock } })).toThrow(
    /till declares calls to 'stock.quote'/,
  );
});
