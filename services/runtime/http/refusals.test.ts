import { connect } from 'node:net';
import { asAda, dune, libraryStarter, post } from './test-library';

const start = libraryStarter();

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
    ['a limit without a value', 400, 'validation-failed', (url) => fetch(`${url}/books?limit=`)],
    ['a limit in hexadecimal', 400, 'validation-failed', (url) => fetch(`${url}/books?limit=0x1`)],
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
      headers: { 'content-type': 'application/json', ...asAda },
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
