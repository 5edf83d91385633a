import { declaredRoutes } from './declared-routes';
import { sendRaw } from './raw-request';
import type { ApiStage } from './stage';

interface Content {
  readonly bytes: string | Uint8Array;
  /** @default application/json */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only names fields that no schema does: a route without required fields takes it as nothing. @default false */
  readonly ignored?: boolean;
}

const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** Bodies that are not JSON in UTF-8, or none that anybody takes, by what is wrong with them. */
const contents: Readonly<Record<string, Content>> = {
  nothing: { bytes: '' },
  'half of an object': { bytes: '{"email":' },
  'a word': { bytes: 'null' },
  'a number': { bytes: '1e400' },
  'a list': { bytes: '[]' },
  'two values': { bytes: '{}{}' },
  'a comma too much': { bytes: '{"a":1,}' },
  'a comment': { bytes: '/**/{}' },
  'single quotes': { bytes: "{'a':1}" },
  'bad UTF-8': { bytes: Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d]) },
  'UTF-16': { bytes: Buffer.from('{}', 'utf16le') },
  'NUL bytes': { bytes: Buffer.alloc(100) },
  'a key with NUL': { bytes: '{"a\\u0000":1}' },
  'deep lists': { bytes: nested('[', ']', 50_000) },
  'deep objects': { bytes: `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`, ignored: true },
  'more than a body may have': { bytes: `{"a":"${'x'.repeat(200_000)}"}` },
  text: { bytes: '{}', type: 'text/plain' },
  'a form': { bytes: 'a=1', type: 'application/x-www-form-urlencoded' },
  XML: { bytes: '<a/>', type: 'application/xml' },
  'JSON in Latin-1': { bytes: '{}', type: 'application/json; charset=latin1' },
  'problem details': { bytes: '{}', type: 'application/problem+json' },
  'no type at all': { bytes: '{}', type: '' },
  'compressed JSON': { bytes: '{}', headers: { 'content-encoding': 'gzip' } },
  'a prototype': { bytes: '{"__proto__":{"email":"a@b.example"},"constructor":{"prototype":{}}}', ignored: true },
};

/** Requests that are no HTTP, or HTTP of a kind that nobody should answer, by what is wrong with them. */
const requests: Readonly<Record<string, string | Uint8Array>> = {
  'no HTTP': 'hello\r\n\r\n',
  'TLS in place of HTTP': Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  'an unknown method': 'BREW /products HTTP/1.1\r\nhost: x\r\n\r\n',
  'a version of the future': 'GET /products HTTP/9.9\r\nhost: x\r\n\r\n',
  'no host': 'GET /products HTTP/1.1\r\nconnection: close\r\n\r\n',
  'a header without a colon': 'GET /products HTTP/1.1\r\nhost: x\r\nnonsense\r\n\r\n',
  'a header with a line break': 'GET /products HTTP/1.1\r\nhost: x\r\na: b\rc: d\r\n\r\n',
  'a header with NUL': 'GET /products HTTP/1.1\r\nhost: x\r\na: b\0c\r\n\r\n',
  'headers without end': `GET /products HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(100_000)}\r\n\r\n`,
  'a path with a space': 'GET /pro ducts HTTP/1.1\r\nhost: x\r\n\r\n',
  'a path out of the root': 'GET /products/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  'steps in disguise': 'POST /products/%2e%2e/internal/quote HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  'a slash in disguise': 'GET /products%2f..%2finternal HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  'NUL in the path': 'GET /products/%00 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  'an escape that is none': 'GET /products/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  'bytes above ASCII in the path': Buffer.from('GET /products/ü HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
  'two lengths': 'POST /users HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
  'a length and chunks': 'POST /users HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
  'a negative length': 'POST /users HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
  'a chunk of no size':
    'POST /users HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
};

/** Tests of what cannot even be read. */
export function describeMalformed(stage: () => ApiStage): void {
  const expectRefusal = async (bytes: string | Uint8Array, ignored = false): Promise<void> => {
    const answer = await sendRaw(stage().shop.url, bytes);
    const { status, contentType } = answer;
    if (ignored && status === 200) {
      return;
    }
    if (status < 400 || status > 499 || contentType !== 'application/problem+json') {
      throw new Error(`expected a 4xx with problem details, found ${JSON.stringify(answer).slice(0, 500)}`);
    }
    expect(JSON.parse(answer.body)).toMatchObject({ status, code: expect.any(String), instance: expect.any(String) });
  };

  const keys = declaredRoutes.filter(({ takesBody }) => takesBody).map(({ key }) => key);
  describe.each(Object.entries(contents))(
    '%s as a body is refused',
    (_, { bytes, type = 'application/json', headers, ignored }) => {
      test.each(keys)('by %s', async (key) => {
        const [method, path] = key.replaceAll('{id}', '01900000-0000-7000-8000-000000000000').split(' ');
        const body = Buffer.from(bytes as string);
        const lines = [
          `${method} ${path} HTTP/1.1`,
          'host: shop.example',
          'connection: close',
          `authorization: Bearer ${stage().token}`,
          'idempotency-key: malformed',
          'if-match: "1"',
          `content-length: ${body.length}`,
          ...(type === '' ? [] : [`content-type: ${type}`]),
          ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
        ];
        await expectRefusal(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]), ignored);
      });
    },
  );

  test.each(Object.entries(requests))('%s is refused', async (_, bytes) => expectRefusal(bytes));
}
