import { request } from 'node:http';
import type { StandaloneService } from '@flotilla/runtime';
import { eventually } from '@flotilla/runtime/testing';
import type { Received } from '../testing/fake-upstream';
import { GatewayFixture } from '../testing/gateway-fixture';
import { RawConnection } from '../testing/raw-request';

let fixture: GatewayFixture;
let gateway: StandaloneService;
let behindProxy: StandaloneService;

beforeAll(async () => {
  fixture = await GatewayFixture.create();
  gateway = await fixture.gateway({ BODY_LIMIT_BYTES: '2048' });
  behindProxy = await fixture.gateway({ TRUSTED_PROXIES: '1' });
});

afterAll(() => fixture.close());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** With headers that `fetch` would not send. */
function raw(headers: Record<string, string | string[]>, { path = '/products', method = 'GET' } = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(gateway.url);
    request({ port, path, method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

function lastReceived(): Received {
  return fixture.upstreams.products.received.at(-1) as Received;
}

describe('a service gets', () => {
  test('what the client asked for, as it was asked', async () => {
    const path = '/products?q=a%20b&tag=x&tag=y';
    await raw({ 'if-none-match': '"1"', 'accept-language': 'de', 'x-custom': ['1', '2'] }, { path });
    expect(lastReceived()).toMatchObject({
      url: path,
      headers: { 'if-none-match': '"1"', 'accept-language': 'de', 'x-custom': '1, 2' },
    });
  });

  test('nothing that a client has no say in', async () => {
    const claims = {
      'x-user-id': 'admin',
      'x-user-roles': 'admin',
      x_user_id: 'admin',
      'x-forwarded-for': '10.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=10.0.0.1',
      'x-real-ip': '10.0.0.1',
      'x-original-url': '/internal/quote',
      'x-http-method-override': 'DELETE',
      'x-request-id': '0190b0a0-0000-7000-8000-00000000abcd',
      'x-correlation-id': '0190b0a0-0000-7000-8000-00000000abcd',
      'x-request-timeout-ms': '1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'evil=1',
      baggage: 'role=admin',
      te: 'trailers',
      'keep-alive': 'timeout=5',
      'proxy-authorization': 'Basic eDp5',
      expect: '100-continue',
      connection: 'keep-alive, x-secret',
      'x-secret': '1',
      'x-forwarded-prefix': '/x',
    };
    expect(await raw(claims)).toBe(200);
    const { headers } = lastReceived();
    const { 'x-request-id': id, 'x-correlation-id': correlationId, host, ...rest } = headers;
    expect(host).toBe(new URL(fixture.upstreams.products.url).host);
    expect(id).toMatch(uuid);
    expect(id).not.toBe(claims['x-request-id']);
    expect(correlationId).toBe(id);
    expect(rest).toEqual({
      connection: 'keep-alive',
      via: '1.1 gateway',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-request-timeout-ms': '2000',
    });
  });

  test('where the client is, as the trusted proxy saw it', async () => {
    await fetch(`${behindProxy.url}/products`, {
      headers: { 'x-forwarded-for': '10.0.0.1, 203.0.113.5', 'x-forwarded-proto': 'https' },
    });
    expect(lastReceived().headers).toMatchObject({
      'x-forwarded-for': '203.0.113.5, 127.0.0.1',
      'x-forwarded-proto': 'https',
    });
  });

  test('the body of a request that has one, and none of GET', async () => {
    const send = (method: string, body: string) =>
      fetch(`${gateway.url}/users/logout`, { method, body, headers: { 'content-type': 'application/json' } });
    await send('POST', '{"a":"ü"}');
    expect(fixture.upstreams.users.received.at(-1)).toMatchObject({
      body: '{"a":"ü"}',
      headers: { 'content-length': '10' },
    });
    await send('POST', '');
    expect(fixture.upstreams.users.received.at(-1)).toMatchObject({ body: '', headers: { 'content-length': '0' } });
    const connection = await RawConnection.open(gateway.url);
    connection.socket.write('GET /products HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody');
    await eventually(() => connection.statuses.includes(200));
    expect(lastReceived()).toMatchObject({ body: '' });
    expect(lastReceived().headers['content-length']).toBeUndefined();
    connection.socket.destroy();
  });
});

describe('a client gets', () => {
  test('the answer of the service with its headers, and the security headers of the gateway', async () => {
    fixture.upstreams.products.answer((_, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.writeHead(201, 'Made', { etag: '"7"', location: '/products/7', vary: 'Accept', 'x-custom': 'ä' });
      response.end('{}');
    });
    const response = await fetch(`${gateway.url}/products`);
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: '"7"',
      location: '/products/7',
      vary: 'Accept',
      'x-custom': 'ä',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
    fixture.upstreams.products.answer();
  });

  test('nothing that belongs to the connection behind the gateway, or that only the gateway says', async () => {
    fixture.upstreams.products.answer((_, response) => {
      response.writeHead(200, {
        connection: 'close, x-hop',
        'x-hop': '1',
        server: 'secret/1.0',
        'x-powered-by': 'secret',
        'access-control-allow-origin': '*',
        ratelimit: '"x";r=1',
        'x-request-id': 'not-the-one',
        trailer: 'x-late',
        'transfer-encoding': 'chunked',
      });
      response.write('{}');
      response.addTrailers({ 'x-late': '1' });
      response.end();
    });
    const response = await fetch(`${gateway.url}/products`);
    const headers = Object.fromEntries(response.headers);
    for (const name of ['x-hop', 'server', 'x-powered-by', 'access-control-allow-origin', 'trailer']) {
      expect([name, headers[name]]).toEqual([name, undefined]);
    }
    expect(headers).toMatchObject({ connection: 'keep-alive', 'x-request-id': expect.stringMatching(uuid) });
    expect(headers.ratelimit).toContain('"default"');
    expect(await response.text()).toBe('{}');
    fixture.upstreams.products.answer();
  });

  test.each([204, 304, 404, 500])('an answer with the status %i as it is', async (status) => {
    fixture.upstreams.products.answer((_, response) => response.writeHead(status).end());
    const response = await fetch(`${gateway.url}/products`);
    expect([response.status, await response.text()]).toEqual([status, '']);
    fixture.upstreams.products.answer();
  });
});

describe('a body that is too long', () => {
  test('is refused by its announced length, before anybody is asked', async () => {
    const before = fixture.upstreams.users.received.length;
    const response = await fetch(`${gateway.url}/users`, { method: 'POST', body: 'x'.repeat(2_049) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'payload-too-large' });
    expect(fixture.upstreams.users.received).toHaveLength(before);
  });

  test('is cut off while it streams, and the connection serves on', async () => {
    let arrived = 0;
    let cut = false;
    fixture.upstreams.users.answer((incoming) => {
      incoming.on('data', (chunk: Buffer) => (arrived += chunk.length));
      incoming.on('close', () => (cut = !incoming.complete));
    });
    const connection = await RawConnection.open(gateway.url);
    connection.socket.write('POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`;
    connection.socket.write(chunk);
    await eventually(() => arrived === 1_024);
    connection.socket.write(chunk + chunk + chunk);
    await eventually(() => connection.statuses.includes(413));
    await eventually(() => cut);
    expect(arrived).toBeLessThanOrEqual(2_048);
    fixture.upstreams.users.answer();
    connection.socket.write('0\r\n\r\nGET /products HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => expect(connection.statuses).toEqual([413, 200]));
    connection.socket.destroy();
  });

  test('of exactly the limit passes', async () => {
    const response = await fetch(`${gateway.url}/users`, { method: 'POST', body: 'x'.repeat(2_048) });
    expect(response.status).toBe(200);
    expect(fixture.upstreams.users.received.at(-1)?.body).toHaveLength(2_048);
  });
});

describe('a request that two servers might read in two ways is refused with 400', () => {
  const host = 'Host: x\r\n';
  test.each([
    [
      'length and chunks',
      `POST /users HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'chunks and length',
      `POST /users HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
    ],
    ['two lengths', `POST /users HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`],
    ['a length that is no number', `POST /users HTTP/1.1\r\n${host}Content-Length: +4\r\n\r\nabcd`],
    ['another coding', `POST /users HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['a coding after chunked', `POST /users HTTP/1.1\r\n${host}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
    ['a space before the colon', `POST /users HTTP/1.1\r\n${host}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    ['a folded header', `GET /products HTTP/1.1\r\n${host}X-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n`],
    ['NUL in a header', `GET /products HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`],
    ['a bare carriage return', `GET /products HTTP/1.1\r\n${host}X-A: a\rX-User-Id: 1\r\n\r\n`],
    ['a whole URL', `GET http://products/internal/quote HTTP/1.1\r\n${host}\r\n`],
    ['other bytes in the URL', `GET /products?q=\xe9 HTTP/1.1\r\n${host}\r\n`],
    ['a step up', `GET /orders/.. HTTP/1.1\r\n${host}\r\n`],
    ['a step up in disguise', `GET /orders/%2E%2e/events HTTP/1.1\r\n${host}\r\n`],
    ['a slash in disguise', `GET /orders/x%2f..%2finternal HTTP/1.1\r\n${host}\r\n`],
    ['a backslash', `GET /orders/..\\internal HTTP/1.1\r\n${host}\r\n`],
    ['two slashes', `GET //orders HTTP/1.1\r\n${host}\r\n`],
    ['a bad chunk', `POST /users HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`],
  ])('%s', async (_, text) => {
    const counts = () => Object.values(fixture.upstreams).map(({ received }) => received.length);
    const before = counts();
    const connection = await RawConnection.open(gateway.url);
    connection.socket.write(Buffer.from(text, 'latin1'));
    await eventually(() => connection.statuses.length > 0);
    expect(connection.statuses[0]).toBe(400);
    expect(connection.received).toContain('application/problem+json');
    expect(counts()).toEqual(before);
    connection.socket.destroy();
  });
});
