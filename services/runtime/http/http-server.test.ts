import pino from 'pino';
import { currentContext } from '../context';
import { Problem } from '../errors';
import { createLogger } from '../log';
import { eventually } from '../testing';
import { asAda, dune, libraryStarter, operations, post, routes, startLibrary } from './test-library';

const start = libraryStarter();

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

  test.each([
    ['the caller', false, 'stock'],
    ['no stranger', true, null],
  ])('tells %s which service further down has failed', async (_, facesPublic, told) => {
    const problem = new Problem('upstream-unavailable', { headers: { 'x-failed-peer': 'stock' } });
    const { url } = await start({ facesPublic, routes: { 'GET /books': () => Promise.reject(problem) } });
    expect((await fetch(`${url}/books`)).headers.get('x-failed-peer')).toBe(told);
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

test('a port that is taken is told with what to do', async () => {
  const { server } = await start();
  await expect(startLibrary({ port: server.port })).rejects.toThrow(/cannot listen on port \d+.*set PORT/);
});
