import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { eventually } from '@flotilla/runtime/testing';
import { GatewayFixture } from '../testing/gateway-fixture';
import { Download } from './download';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await GatewayFixture.create();
});

afterEach(() => fixture.reset());
afterAll(() => fixture.close());

const events = '/orders/0199d1f0-7c1a-7b3e-9f54-3c2a1b0d9e8f/events';

async function open(url: string, headers: Record<string, string> = {}): Promise<[ClientRequest, IncomingMessage]> {
  const asking = request(url, { headers });
  asking.end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return [asking, response];
}

/** The orders service with one open stream. */
function streamingOrders(): { readonly response: () => Promise<ServerResponse>; readonly closed: () => boolean } {
  let stream: ServerResponse | undefined;
  let closed = false;
  fixture.upstreams.orders.answer((incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    incoming.on('close', () => (closed = true));
    stream = response;
  });
  return { response: () => eventually(() => stream ?? false), closed: () => closed };
}

test('server-sent events pass one by one, as they come, beyond the timeout of the edge', async () => {
  const gateway = await fixture.gateway({}, { timeoutMs: 100 });
  const orders = streamingOrders();
  const [, response] = await open(`${gateway.url}${events}`, await fixture.as('u1'));
  expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream' });
  let received = '';
  response.on('data', (chunk) => (received += chunk));
  const stream = await orders.response();
  const began = performance.now();
  for (let event = 0; event < 4; event += 1) {
    stream.write(`data: ${event}\n\n`);
    await eventually(() => received.endsWith(`data: ${event}\n\n`));
    await eventually(() => performance.now() - began > 60 * (event + 1));
  }
  stream.end();
  await once(response, 'end');
  expect(received).toBe('data: 0\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\n');
});

test('a client that leaves a stream ends it at the upstream', async () => {
  const gateway = await fixture.gateway();
  const orders = streamingOrders();
  const [client] = await open(`${gateway.url}${events}`, await fixture.as('u1'));
  await orders.response();
  client.destroy();
  await eventually(orders.closed);
});

test('a gateway that stops ends open streams in good order', async () => {
  const gateway = await fixture.gateway();
  const orders = streamingOrders();
  const [, response] = await open(`${gateway.url}${events}`, await fixture.as('u1'));
  (await orders.response()).write('data: 1\n\n');
  await once(response, 'data');
  response.resume();
  const ended = once(response, 'end');
  await gateway.stop();
  await ended;
  expect(response.complete).toBe(true);
  await eventually(orders.closed);
});

test('open streams take no place from other requests to the same service', async () => {
  const gateway = await fixture.gateway({}, { bulkhead: 2 });
  const headers = await fixture.as('u1');
  fixture.upstreams.orders.answer((incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (incoming.url === events) {
      response.flushHeaders();
    } else {
      response.end('{}');
    }
  });
  const streams = [];
  for (let count = 0; count < 20; count += 1) {
    streams.push(await open(`${gateway.url}${events}`, headers));
  }
  expect((await fetch(`${gateway.url}/orders`, { headers })).status).toBe(200);
  for (const [client] of streams) {
    client.destroy();
  }
});

test('a large answer comes whole, no faster than the client reads it', async () => {
  const gateway = await fixture.gateway();
  const piece = Buffer.alloc(65_536, 'x');
  const pieces = 1_600;
  let sent = 0;
  let waits = 0;
  fixture.upstreams.products.answer(async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    for (sent = 0; sent < pieces; sent += 1) {
      if (!response.write(piece)) {
        waits += 1;
        await once(response, 'drain');
        waits -= 1;
      }
    }
    response.end();
  });
  const before = process.memoryUsage().rss;
  const [, response] = await open(`${gateway.url}/products`);
  // The client reads nothing: the buffers of the sockets fill up, and everything stands still.
  let last = -1;
  await eventually(() => {
    const still = waits === 1 && sent === last;
    last = sent;
    return still;
  });
  expect(sent).toBeLessThan(pieces / 2);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_048_576);
  let received = 0;
  for await (const chunk of response) {
    received += (chunk as Buffer).length;
  }
  expect(received).toBe(pieces * piece.length);
});

test('a client that takes nothing for too long is cut off', async () => {
  let closed = false;
  const server = createServer((_, response) => {
    const download = new Download(response, { stream: false, stallMs: 50 });
    response.on('close', () => {
      closed = true;
      download.close();
    });
    let paused = false;
    const source = {
      pause: () => {
        paused = true;
      },
      resume: () => {
        paused = false;
        while (!paused && !closed) {
          download.write(Buffer.alloc(1_048_576), source);
        }
      },
    };
    download.begin(200, {});
    source.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [, response] = await open(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  response.on('error', () => undefined);
  await eventually(() => closed);
  response.destroy();
  server.close();
});
