import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import pino from 'pino';
import { currentContext } from '../context';
import { Problem } from '../errors';
import { createLogger } from '../log';
import { eventually } from '../testing';
import type { HttpServer } from '.';
import { dune, operations, routes, startLibrary } from './test-library';

const servers: HttpServer[] = [];

async function start(given?: Parameters<typeof startLibrary>[0]): ReturnType<typeof startLibrary> {
  const library = await startLibrary(given);
  servers.push(library.server);
  return library;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const json = { 'content-type': 'application/json' };
const asAda = { authorization: 'Bearer ada:reader' };

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', body: text, headers: { ...json, ...headers } });
}

describe('an answer', () => {
  test('is JSON that nobody caches, frames or sniffs, and names its request', async () => {
    const { url } = await start();
    const requestId = '0190b0a0-0000-7000-8000-00000000abcd';
    const response = await fetch(`${url}/books/${dune.id}`, { headers: { 'x-request-id': requestId } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(dune);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-request-id': requestId,
    });
  });

  test('to a stranger takes no word of theirs for ids and deadlines', async () => {
    const seen: unknown[] = [];
    const { url } = await start({
      facesPublic: true,
      middleware: [
        (ctx, next) => {
          seen.push(ctx.state.correlationId, ctx.req.headers['x-request-timeout-ms'], ctx.req.headers.traceparent);
          return next();
        },
      ],
    });
    const id = '0190b0a0-0000-7000-8000-00000000abcd';
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const claims = { 'x-request-id': id, 'x-correlation-id': id, 'x-request-timeout-ms': '1', traceparent };
    const response = await fetch(`${url}/books/${dune.id}`, { headers: claims });
    const own = response.headers.get('x-request-id');
    expect(own).not.toBe(id);
    expect(seen).toEqual([own, undefined, undefined]);
  });

  test('may have no body, and other headers', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/books/new`);
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([204, '', null]);
  });

  test('without a body keeps its status', async () => {
    const { url } = await start({ checkResponses: false, routes: { 'GET /books/new': async () => ({ status: 202 }) } });
    const response = await fetch(`${url}/books/new`);
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([202, '', null]);
  });

  test('to HEAD is the one to GET without its body', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/books/${dune.id}`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-length')).toBe(String(JSON.stringify(dune).length));
  });

  test('says which user asked, to handlers and to what they call', async () => {
    const identityOf = (): unknown => currentContext()?.identity;
    const { url } = await start({
      routes: { 'POST /loans': async () => ({ status: 202, body: { by: JSON.stringify(identityOf()), days: 1 } }) },
    });
    const response = await post(`${url}/loans`, { books: [{ id: '1', days: 1 }] }, asAda);
    expect(await response.json()).toEqual({ by: '{"userId":"ada","roles":["reader"]}', days: 1 });
  });
});

describe('a request is refused with a problem', () => {
  const body = { books: [{ id: '1', days: 1 }] };
  const cases: [string, number, string, (url: string) => Promise<Response>][] = [
    ['an unknown path', 404, 'not-found', (url) => fetch(`${url}/nowhere`)],
    ['a path with a slash too many', 404, 'not-found', (url) => fetch(`${url}/books/`)],
    ['an unknown method', 405, 'method-not-allowed', (url) => fetch(`${url}/books`, { method: 'DELETE' })],
    ['no token', 401, 'unauthenticated', (url) => post(`${url}/loans`, body)],
    ['the wrong role', 403, 'forbidden', (url) => fetch(`${url}/books/${dune.id}`, { method: 'PUT', headers: asAda })],
    ['a parameter of the wrong kind', 400, 'validation-failed', (url) => fetch(`${url}/books/7`)],
    ['a parameter that cannot be decoded', 400, 'validation-failed', (url) => fetch(`${url}/books/%zz`)],
    ['a NUL in the URL', 400, 'malformed', (url) => fetch(`${url}/books?title=a%00b`)],
    ['a limit out of bounds', 400, 'validation-failed', (url) => fetch(`${url}/books?limit=101`)],
    ['a limit twice', 400, 'validation-failed', (url) => fetch(`${url}/books?limit=1&limit=2`)],
    ['a cursor of its own making', 400, 'validation-failed', (url) => fetch(`${url}/books?cursor=e30`)],
    ['a cursor that is none', 400, 'validation-failed', (url) => fetch(`${url}/books?cursor=%25%25`)],
    ['a body that is no JSON', 400, 'malformed', (url) => post(`${url}/loans`, '{', asAda)],
    ['an empty body', 400, 'malformed', (url) => post(`${url}/loans`, '', asAda)],
    [
      'a body of another type',
      415,
      'unsupported-media-type',
      (url) => post(`${url}/loans`, 'a=b', { ...asAda, 'content-type': 'text/plain' }),
    ],
    [
      'another charset',
      415,
      'unsupported-media-type',
      (url) => post(`${url}/loans`, body, { ...asAda, 'content-type': 'application/json; charset=latin1' }),
    ],
    [
      'a compressed body',
      415,
      'unsupported-media-type',
      (url) => post(`${url}/loans`, body, { ...asAda, 'content-encoding': 'gzip' }),
    ],
    [
      'a body that is too long',
      413,
      'payload-too-large',
      (url) => post(`${url}/loans`, { books: 'x'.repeat(102_400) }, asAda),
    ],
    [
      'text with NUL',
      400,
      'validation-failed',
      (url) => post(`${url}/loans`, '{"books":[{"id":"\\u0000","days":1}]}', asAda),
    ],
    [
      'half a surrogate pair',
      400,
      'validation-failed',
      (url) => post(`${url}/loans`, '{"books":[{"id":"\\ud800","days":1}]}', asAda),
    ],
  ];

  test.each(cases)('%s: %i %s', async (_, status, code, send) => {
    const { url } = await start();
    const response = await send(url);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status,
      code,
      type: `/problems/${code}`,
      instance: `urn:uuid:${response.headers.get('x-request-id')}`,
    });
    expect(response.status).toBe(status);
  });

  test('that names every field', async () => {
    const { url } = await start();
    const response = await post(
      `${url}/loans`,
      {
        books: [
          { id: '1', days: 1 },
          { id: 2, days: 0 },
        ],
      },
      asAda,
    );
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(['body.books[1].id', 'body.books[1].days']);
  });

  test('that says what is allowed, or how to sign in', async () => {
    const { url } = await start();
    const methods = await fetch(`${url}/books/${dune.id}`, { method: 'DELETE' });
    expect(methods.headers.get('allow')).toBe('GET, HEAD, PUT');
    expect((await post(`${url}/loans`, body)).headers.get('www-authenticate')).toBe('Bearer');
  });

  test('when its body is longer than it said, and the connection lives on', async () => {
    const { url } = await start({ bodyLimitBytes: 10 });
    const chunks = async function* () {
      yield Buffer.from('{"books":');
      yield Buffer.from('"far too long"}');
    };
    const init = {
      method: 'POST',
      body: chunks(),
      duplex: 'half',
      headers: { ...json, ...asAda },
    } as unknown as RequestInit;
    expect((await fetch(`${url}/loans`, init)).status).toBe(413);
    expect((await fetch(`${url}/books`)).status).toBe(200);
  });

  test.each([
    ['is no HTTP', 'nonsense\r\n\r\n'],
    ['names no host', 'GET /books HTTP/1.1\r\nconnection: close\r\n\r\n'],
  ])('when it %s', async (_, bytes) => {
    const { server } = await start();
    const socket = connect(server.port, '127.0.0.1');
    socket.end(bytes);
    const chunks = await socket.setEncoding('utf8').toArray();
    expect(chunks.join('')).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"code":"malformed"/s);
  });
});

describe('a failing handler', () => {
  test('tells the client nothing, and the log everything', async () => {
    const lines: string[] = [];
    const { url } = await start({
      logger: pino({}, { write: (line: string) => void lines.push(line) }),
      routes: { 'GET /books': () => Promise.reject(new Error('the shelf of user 7 broke')) },
    });
    const response = await fetch(`${url}/books`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('shelf');
    expect(lines.join('')).toContain('the shelf of user 7 broke');
  });

  test('may throw a problem of the catalogue', async () => {
    const problem = new Problem('too-many-requests', { headers: { 'retry-after': '3' } });
    const { url } = await start({ routes: { 'GET /books': () => Promise.reject(problem) } });
    const response = await fetch(`${url}/books`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
  });

  test.each([
    ['a field that the contract does not name', { items: [{ ...dune, secret: 1 }], nextCursor: null }],
    ['a field of another type', { items: [{ ...dune, title: 7 }], nextCursor: null }],
    ['no body', undefined],
  ])('that answers with %s fails before anybody sees it', async (_, body) => {
    const { url } = await start({ routes: { 'GET /books': async () => ({ status: 200, body }) } });
    expect((await fetch(`${url}/books`)).status).toBe(500);
  });

  test('is not held up by checks where they are off', async () => {
    const { url } = await start({
      checkResponses: false,
      routes: { 'GET /books': async () => ({ status: 201, body: { any: 'thing' } }) },
    });
    expect((await fetch(`${url}/books`)).status).toBe(201);
  });
});

describe('a deadline', () => {
  /** Answers when its signal is aborted, and tells why that was. */
  function patient(): { handler: object; reason: Promise<unknown> } {
    let tell: (reason: unknown) => void;
    const reason = new Promise((resolve) => {
      tell = resolve;
    });
    const handler = ({ signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          tell(signal.reason);
          reject(signal.reason);
        });
      });
    return { handler: { 'GET /books': handler }, reason };
  }

  test('ends what takes too long', async () => {
    const { handler, reason } = patient();
    const { url } = await start({ deadlineMs: 20, routes: handler });
    expect((await fetch(`${url}/books`)).status).toBe(504);
    expect(await reason).toMatchObject({ code: 'timeout' });
  });

  test('is answered even by a handler that does not listen', async () => {
    const { url } = await start({ deadlineMs: 20, routes: { 'GET /books': () => new Promise(() => undefined) } });
    expect((await fetch(`${url}/books`)).status).toBe(504);
  });

  test('is the one of the caller when that is shorter', async () => {
    const { handler } = patient();
    const { url } = await start({ routes: handler });
    const response = await fetch(`${url}/books`, { headers: { 'x-request-timeout-ms': '20' } });
    expect(response.status).toBe(504);
  });

  test('is over when the client goes away', async () => {
    const { handler, reason } = patient();
    const { url, registry } = await start({ routes: handler });
    const request = rawRequest(`${url}/books`).on('error', () => undefined);
    request.end();
    await eventually(async () => (await registry.metrics()).includes('http_requests_in_flight 1'));
    request.destroy();
    expect(await reason).toMatchObject({ message: 'the client went away' });
    await eventually(async () => (await registry.metrics()).includes('status="499"'));
  });
});

test('metrics count by route template, and never by path', async () => {
  const { url, registry } = await start();
  await fetch(`${url}/books/${dune.id}`);
  await fetch(`${url}/nowhere/${dune.id}`);
  await eventually(async () => {
    const metrics = await registry.metrics();
    expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="/books/{id}",status="200"} 1');
    expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 1');
    expect(metrics).toContain('http_requests_in_flight 0');
    expect(metrics).not.toContain(dune.id);
  });
});

test('every request is one line of the log, with its ids and without its query', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const { url } = await start({ logger: createLogger({ service: 'library', level: 'info', destination }) });
  const requestId = '0190b0a0-0000-7000-8000-00000000abcd';
  await fetch(`${url}/books?tag=secret`, { headers: { 'x-request-id': requestId } });
  await eventually(() => lines.length === 1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    request_id: requestId,
    correlation_id: requestId,
    method: 'GET',
    path: '/books',
    route: '/books',
  });
  expect(lines[0]).not.toContain('secret');
});

test('middleware comes before routes, and inside of log and error handling', async () => {
  const { url } = await start({
    middleware: [
      (ctx, next) => {
        if (ctx.state.path === '/forbidden') {
          throw new Problem('forbidden');
        }
        return next();
      },
    ],
  });
  expect((await fetch(`${url}/forbidden`)).status).toBe(403);
  expect((await fetch(`${url}/books`)).status).toBe(200);
});

describe('a server cannot be made', () => {
  test('without a handler for everything that is declared', async () => {
    const { 'GET /books': _, ...rest } = routes;
    await expect(startLibrary({ handlers: { routes: rest, operations } as never })).rejects.toThrow(
      /routes of library .*'GET \/books' has no handler/,
    );
    await expect(startLibrary({ handlers: { routes, operations: {} } as never })).rejects.toThrow(
      /operations of library .*'find' has no handler/,
    );
  });

  test('with a handler for what is not declared', async () => {
    await expect(startLibrary({ routes: { 'GET /secrets': routes['GET /books'] } })).rejects.toThrow(
      /'GET \/secrets' is not declared/,
    );
  });
});

describe('draining', () => {
  test('waits for the answers on their way, and takes no new connections', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { url, server, registry } = await start({
      routes: {
        'GET /books/new': async () => {
          await released;
          return { status: 204 };
        },
      },
    });
    const slow = fetch(`${url}/books/new`);
    await eventually(async () => (await registry.metrics()).includes('http_requests_in_flight 1'));
    const drained = server.drain(new AbortController().signal);
    await expect(fetch(`${url}/books`)).rejects.toThrow();
    release();
    expect((await slow).status).toBe(204);
    await drained;
  });

  test('does not wait for connections that are idle', async () => {
    const { url, server } = await start();
    await (await fetch(`${url}/books`)).text();
    await server.drain(new AbortController().signal);
  });

  test('does not wait for connections on which nothing was ever sent', async () => {
    const { server } = await start();
    const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    await server.drain(new AbortController().signal);
    socket.destroy();
  });

  test('cuts what is left at its deadline', async () => {
    const { url, server, registry } = await start({ routes: { 'GET /books': () => new Promise(() => undefined) } });
    const hanging = fetch(`${url}/books`);
    hanging.catch(() => undefined);
    await eventually(async () => (await registry.metrics()).includes('http_requests_in_flight 1'));
    await server.drain(AbortSignal.abort());
    await expect(hanging).rejects.toThrow();
  });

  test('is announced by answers before it begins', async () => {
    let draining = false;
    const { url } = await start({ draining: () => draining });
    expect((await fetch(`${url}/books`)).headers.get('connection')).toBe('keep-alive');
    draining = true;
    expect((await fetch(`${url}/books`)).headers.get('connection')).toBe('close');
  });
});

test('a port that is taken is told with what to do', async () => {
  const { server } = await start();
  await expect(startLibrary({ port: server.port })).rejects.toThrow(/cannot listen on port \d+.*set PORT/);
});
