import type { StandaloneService } from '@flotilla/runtime';
import { GatewayFixture } from '../testing/gateway-fixture';

let fixture: GatewayFixture;
let gateway: StandaloneService;
const shop = 'https://shop.example';

beforeAll(async () => {
  fixture = await GatewayFixture.create();
  gateway = await fixture.gateway({
    CORS_ORIGINS: `${shop},http://localhost:5173`,
    RATE_LIMIT_PER_MINUTE: '20',
    TRUSTED_PROXIES: '1',
  });
});

afterAll(() => fixture.close());

function preflight(path: string, origin: string): Promise<Response> {
  return fetch(`${gateway.url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' },
  });
}

test('a browser at a known origin is told what it may send', async () => {
  const response = await preflight('/products/7', shop);
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': shop,
    'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match, last-event-id',
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  });
  expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  expect(fixture.upstreams.products.received).toHaveLength(0);
});

test('it may read the answers, good and bad', async () => {
  fixture.upstreams.products.answer((_, response) => response.writeHead(200, { vary: 'Accept' }).end('{}'));
  for (const [path, status] of [
    ['/products', 200],
    ['/orders', 401],
    ['/nowhere', 404],
  ] as const) {
    const response = await fetch(`${gateway.url}${path}`, { headers: { origin: 'http://localhost:5173' } });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('access-control-expose-headers')).toContain('RateLimit, RateLimit-Policy, Retry-After');
    expect(response.headers.get('vary')).toBe(status === 200 ? 'Origin, Accept' : 'Origin');
  }
  fixture.upstreams.products.answer();
});

test('a browser anywhere else may not', async () => {
  for (const origin of ['https://evil.example', `${shop}.evil.example`, 'null']) {
    const answers = [
      await preflight('/products/7', origin),
      await fetch(`${gateway.url}/products`, { headers: { origin } }),
    ];
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers.get('vary')).toBe('Origin');
    }
  }
});

test('it may read that it asks too often', async () => {
  const headers = { origin: shop, 'x-forwarded-for': '203.0.113.77' };
  const answers = await Promise.all(Array.from({ length: 21 }, () => fetch(`${gateway.url}/docs`, { headers })));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.headers.get('access-control-allow-origin')).toBe(shop);
});
