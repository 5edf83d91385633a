import { randomUUID } from 'node:crypto';
import { send } from '../client';
import type { ApiStage } from './stage';

/** Tests of headers that say nothing sensible. */
export function describeWrongHeaders(stage: () => ApiStage): void {
  const oddKeys: readonly (readonly [what: string, headers: Record<string, string>])[] = [
    ['missing', {}],
    ...Object.entries({
      empty: '',
      'too long': 'k'.repeat(201),
      'far too long': 'k'.repeat(5_000),
      'of two words': 'one two',
      'not in ASCII': 'schlüssel',
      'of quotes alone': '""',
      'half in quotes': '"key',
    }).map(([what, key]) => [what, { 'idempotency-key': key }] as const),
  ];

  test.each(oddKeys)('an Idempotency-Key %s is refused by its name', async (what, headers) => {
    const body = { items: [{ productId: randomUUID(), quantity: 1 }] };
    const attempt = { what, line: 'POST /orders', headers, body, path: 'headers.idempotency-key' };
    expect(await stage().complaintsAbout([attempt])).toEqual([]);
  });

  test('an If-Match of any kind is refused', async () => {
    const tags = ['', '*x', '1', 'W/"1"', '"1', 'x'.repeat(5_000), '"999999999999999999999"', ',,,'];
    const attempts = tags.map((tag) => ({
      what: `If-Match ${tag}`,
      line: `PATCH /products/${randomUUID()}`,
      headers: { 'if-match': tag },
      body: { name: 'Name' },
    }));
    expect(await stage().complaintsAbout(attempts)).toEqual([]);
  });

  test('an Authorization of any kind is nobody’s', async () => {
    const { shop, token } = stage();
    const values = ['', 'Bearer', 'Basic dTpw', `Bearer ${'a'.repeat(8_000)}`, 'Bearer a b', 'Bearer ü', token];
    for (const authorization of values) {
      const { status } = await send(shop.url, { line: 'GET /users/me', headers: { authorization } });
      expect([authorization, status]).toEqual([authorization, 401]);
    }
  });

  test('headers that only services may set change nothing', async () => {
    const { shop, token } = stage();
    const odd = {
      'x-request-id': "'; drop table outbox; --",
      'x-correlation-id': 'ü'.repeat(500),
      'x-request-timeout-ms': '-1',
      'x-forwarded-for': '999.999.999.999, ::1, <script>',
      'x-forwarded-proto': 'gopher',
      'x-user-id': randomUUID(),
      'x-roles': 'admin',
      traceparent: '00-zz-zz-zz',
      tracestate: '=,=,',
      baggage: 'a'.repeat(5_000),
      'if-none-match': '"\\"',
      'last-event-id': '-1',
      range: 'bytes=9-1',
      accept: 'application/xml',
      'accept-encoding': 'nothing',
      origin: 'null',
    };
    for (const [name, value] of Object.entries(odd)) {
      const { status } = await send(shop.url, { line: 'GET /orders', token, headers: { [name]: value } });
      expect([name, status]).toEqual([name, 200]);
    }
    const { status } = await send(shop.url, {
      line: 'GET /users',
      headers: { 'x-roles': 'admin', 'x-user-id': randomUUID() },
    });
    expect(status).toBe(401);
  });
}
