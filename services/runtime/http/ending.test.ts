import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { eventually } from '../testing';
import { libraryStarter } from './test-library';

const start = libraryStarter();

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
