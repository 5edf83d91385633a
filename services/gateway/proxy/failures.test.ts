import type { ServerResponse } from 'node:http';
import type { StandaloneService } from '@flotilla/runtime';
import { eventually } from '@flotilla/runtime/testing';
import { GatewayFixture } from '../testing/gateway-fixture';
import { RawConnection } from '../testing/raw-request';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await GatewayFixture.create();
});

afterEach(() => fixture.reset());
afterAll(() => fixture.close());

const fast = { timeoutMs: 150, retries: 0, breaker: { consecutiveFailures: 3, openMs: 200 }, bulkhead: 4 };

async function problemOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return [response.status, ((await response.json()) as { code: string }).code];
}

async function metric(gateway: StandaloneService, line: string): Promise<boolean> {
  return (await (await fetch(`${gateway.adminUrl}/metrics`)).text()).includes(line);
}

test('an upstream that takes too long is a 504', async () => {
  const gateway = await fixture.gateway({}, fast);
  fixture.upstreams.products.answer(() => undefined);
  const response = await fetch(`${gateway.url}/products`);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await problemOf(response)).toEqual([504, 'upstream-timeout']);
  expect(
    await metric(
      gateway,
      'peer_request_duration_seconds_count{peer="products",operation="GET /products",outcome="timeout"} 1',
    ),
  ).toBe(true);
});

test('an upstream that is away is a 503; after some of these nobody asks it for a while, and then it is found again', async () => {
  const gateway = await fixture.gateway({}, fast);
  const { products, orders } = fixture.upstreams;
  await products.down();
  for (let failures = 0; failures < 3; failures += 1) {
    expect(await problemOf(fetch(`${gateway.url}/products`))).toEqual([503, 'upstream-unavailable']);
  }
  expect(await metric(gateway, 'peer_breaker_open{peer="products"} 1')).toBe(true);
  await products.up();
  expect(await problemOf(fetch(`${gateway.url}/products`))).toEqual([503, 'upstream-unavailable']);
  expect(products.received).toHaveLength(0);
  expect((await fetch(`${gateway.url}/.well-known/jwks.json`)).status).toBe(200);
  await eventually(async () => (await fetch(`${gateway.url}/products`)).status === 200);
  expect(await metric(gateway, 'peer_breaker_open{peer="products"} 0')).toBe(true);
  expect(orders.received).toHaveLength(0);
});

test('requests in flight are bounded: one too many is refused at once', async () => {
  const gateway = await fixture.gateway({}, { ...fast, timeoutMs: 5_000 });
  const waiting: ServerResponse[] = [];
  fixture.upstreams.products.answer((_, response) => waiting.push(response));
  const held = Array.from({ length: 4 }, () => fetch(`${gateway.url}/products`));
  await eventually(() => waiting.length === 4);
  expect(await problemOf(fetch(`${gateway.url}/products`))).toEqual([503, 'upstream-unavailable']);
  for (const response of waiting) {
    response.end('{}');
  }
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

describe('a second attempt', () => {
  const retrying = { ...fast, retries: 1, timeoutMs: 2_000 };

  test('is made for GET, and the client sees only the better answer', async () => {
    const gateway = await fixture.gateway({}, retrying);
    let attempts = 0;
    fixture.upstreams.products.answer((request, response) => {
      attempts += 1;
      if (attempts === 1) {
        request.socket.destroy();
      } else if (attempts === 3) {
        response.writeHead(503, { 'content-type': 'application/problem+json', 'x-first': '1' }).end('{"attempt":1}');
      } else {
        response.end(`{"attempt":${attempts}}`);
      }
    });
    expect(await (await fetch(`${gateway.url}/products`)).json()).toEqual({ attempt: 2 });
    const second = await fetch(`${gateway.url}/products`);
    expect(await second.json()).toEqual({ attempt: 4 });
    expect(second.headers.has('x-first')).toBe(false);
  });

  test('that fails too leaves the answer of the upstream', async () => {
    const gateway = await fixture.gateway({}, retrying);
    let attempts = 0;
    fixture.upstreams.products.answer((_, response) => {
      attempts += 1;
      response.writeHead(503, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ attempts }));
    });
    const response = await fetch(`${gateway.url}/products`);
    expect([response.status, await response.json()]).toEqual([503, { attempts: 2 }]);
    expect(attempts).toBe(2);
  });

  test('is not made for POST, nor once the answer has begun', async () => {
    const gateway = await fixture.gateway({}, retrying);
    let attempts = 0;
    fixture.upstreams.users.answer((request) => {
      attempts += 1;
      request.socket.destroy();
    });
    expect(await problemOf(fetch(`${gateway.url}/users/logout`, { method: 'POST', body: '{}' }))).toEqual([
      503,
      'upstream-unavailable',
    ]);
    expect(attempts).toBe(1);
    fixture.upstreams.products.answer((_, response) => {
      attempts += 1;
      response.writeHead(200, { 'content-length': '100' });
      response.write('{');
      setImmediate(() => response.destroy());
    });
    const broken = await fetch(`${gateway.url}/products`);
    await expect(broken.text()).rejects.toThrow();
    expect(attempts).toBe(2);
  });
});

test('an answer of an upstream that says it cannot serve passes for POST, and a page of a proxy does not', async () => {
  const gateway = await fixture.gateway({}, fast);
  const post = () => fetch(`${gateway.url}/users/logout`, { method: 'POST', body: '{}' });
  fixture.upstreams.users.answer((_, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json' }).end('{"code":"own"}');
  });
  expect(await problemOf(post())).toEqual([503, 'own']);
  fixture.upstreams.users.answer((_, response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>proxy at 10.0.0.7</h1>');
  });
  expect(await problemOf(post())).toEqual([503, 'upstream-unavailable']);
});

test('an upstream that names another who failed goes on being asked, once each time, and its word stays inside', async () => {
  const gateway = await fixture.gateway({}, { ...fast, retries: 2 });
  const headers = { 'content-type': 'application/problem+json', 'x-failed-peer': 'payments' };
  let attempts = 0;
  fixture.upstreams.products.answer((_, response) => {
    attempts += 1;
    response.writeHead(503, headers).end('{"code":"upstream-unavailable"}');
  });
  for (let failures = 0; failures < 6; failures += 1) {
    const response = await fetch(`${gateway.url}/products`);
    expect(response.headers.has('x-failed-peer')).toBe(false);
    expect(await problemOf(response)).toEqual([503, 'upstream-unavailable']);
  }
  expect(attempts).toBe(6);
  expect(await metric(gateway, 'peer_breaker_open{peer="products"} 0')).toBe(true);
});

test.each(['with a length', 'in chunks'])(
  'an answer %s that breaks off breaks off for the client too',
  async (framing) => {
    const gateway = await fixture.gateway({}, fast);
    fixture.upstreams.products.answer((_, response) => {
      response.writeHead(200, framing === 'in chunks' ? {} : { 'content-length': '1000' });
      response.write('x'.repeat(500));
      setImmediate(() => response.destroy());
    });
    const response = await fetch(`${gateway.url}/products`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  },
);

describe('a client that is slow or goes away', () => {
  test('ends what the upstream does for it', async () => {
    const gateway = await fixture.gateway({}, { ...fast, timeoutMs: 60_000 });
    let began = false;
    let ended = false;
    fixture.upstreams.products.answer((request) => {
      began = true;
      request.on('close', () => (ended = true));
    });
    const client = new AbortController();
    const asked = fetch(`${gateway.url}/products`, { signal: client.signal });
    await eventually(() => began);
    client.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => ended);
  });

  test('with its body gets 400, and is not held against the upstream', async () => {
    const gateway = await fixture.gateway({}, fast);
    const head =
      'POST /users/logout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{';
    for (let time = 0; time < 4; time += 1) {
      const connection = await RawConnection.open(gateway.url);
      connection.socket.write(head);
      await eventually(() => connection.statuses.length > 0);
      expect(connection.statuses).toEqual([400]);
      connection.socket.destroy();
    }
    expect(await metric(gateway, 'peer_breaker_open{peer="users"} 0')).toBe(true);
    expect((await fetch(`${gateway.url}/users/logout`, { method: 'POST', body: '{}' })).status).toBe(200);
  });

  test('in the middle of its body leaves nothing behind', async () => {
    const gateway = await fixture.gateway({}, { ...fast, timeoutMs: 60_000 });
    let closed = false;
    let arrived = 0;
    fixture.upstreams.users.answer((request) => {
      request.on('data', (chunk: Buffer) => (arrived += chunk.length));
      request.on('close', () => (closed = !request.complete));
    });
    const connection = await RawConnection.open(gateway.url);
    connection.socket.write('POST /users/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{');
    await eventually(() => arrived === 1);
    connection.socket.destroy();
    await eventually(() => closed);
  });
});

test('a header that cannot be passed on is the client’s fault, and not held against the upstream', async () => {
  const gateway = await fixture.gateway({}, fast);
  for (let time = 0; time < 4; time += 1) {
    const connection = await RawConnection.open(gateway.url);
    connection.socket.write('GET /products HTTP/1.1\r\nHost: x\r\nX-A: a\x7fb\r\n\r\n');
    await eventually(() => connection.statuses.length > 0);
    expect([200, 400]).toContain(connection.statuses[0]);
    connection.socket.destroy();
  }
  expect(await metric(gateway, 'peer_breaker_open{peer="products"} 0')).toBe(true);
});
