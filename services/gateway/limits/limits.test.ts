import type { StandaloneService } from '@flotilla/runtime';
import { eventually } from '@flotilla/runtime/testing';
import { GatewayFixture } from '../testing/gateway-fixture';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await GatewayFixture.create();
});

afterEach(() => fixture.reset());
afterAll(() => fixture.close());

const from = (address: string) => ({ 'x-forwarded-for': address });
const login = (gateway: StandaloneService, address: string) =>
  fetch(`${gateway.url}/users/login`, { method: 'POST', body: '{}', headers: from(address) });
const statusesOf = async (requests: Promise<Response>[]) =>
  (await Promise.all(requests)).map(({ status }) => status).sort();

test('any request counts for its address, and one too many is refused with what to do', async () => {
  const gateway = await fixture.gateway({ RATE_LIMIT_PER_MINUTE: '3', TRUSTED_PROXIES: '1' });
  for (const path of ['/products', '/nowhere', '/docs']) {
    const response = await fetch(`${gateway.url}${path}`, { headers: from('203.0.113.1') });
    expect(response.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(response.headers.get('ratelimit')).toMatch(/^"default";r=[210];t=\d+$/);
  }
  const refused = await fetch(`${gateway.url}/products`, { headers: from('203.0.113.1') });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('ratelimit')).toMatch(/r=0/);
  expect(await refused.json()).toMatchObject({ code: 'too-many-requests' });
  expect(fixture.upstreams.products.received).toHaveLength(1);
  expect((await fetch(`${gateway.url}/products`, { headers: from('203.0.113.2') })).status).toBe(200);
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  expect(metrics).toContain('rate_limited_total{limit="default"} 1');
});

test('addresses of one IPv6 network are one client', async () => {
  const gateway = await fixture.gateway({ RATE_LIMIT_PER_MINUTE: '1', TRUSTED_PROXIES: '1' });
  const get = (address: string) => fetch(`${gateway.url}/products`, { headers: from(address) });
  expect((await get('2001:db8:1:2::1')).status).toBe(200);
  expect((await get('2001:db8:1:2:ffff::2')).status).toBe(429);
  expect((await get('2001:db8:1:3::1')).status).toBe(200);
});

test('two gateways together admit so many logins and registrations of an address, and so many orders of a user', async () => {
  const environment = {
    RATE_LIMIT_LOGIN_PER_MINUTE: '4',
    RATE_LIMIT_REGISTER_PER_MINUTE: '2',
    RATE_LIMIT_ORDER_PER_MINUTE: '3',
    TRUSTED_PROXIES: '1',
  };
  const gateways = [await fixture.gateway(environment), await fixture.gateway(environment)];
  const each = (times: number, ask: (gateway: StandaloneService) => Promise<Response>) =>
    statusesOf(Array.from({ length: times }, (_, index) => ask(gateways[index % 2]!)));
  expect(await each(8, (gateway) => login(gateway, '203.0.113.10'))).toEqual([200, 200, 200, 200, 429, 429, 429, 429]);
  const register = (gateway: StandaloneService) =>
    fetch(`${gateway.url}/users`, { method: 'POST', body: '{}', headers: from('203.0.113.10') });
  expect(await each(4, register)).toEqual([200, 200, 429, 429]);
  const ada = await fixture.as('ada');
  const order = (headers: Record<string, string>) => (gateway: StandaloneService) =>
    fetch(`${gateway.url}/orders`, { method: 'POST', body: '{}', headers });
  expect(
    await each(5, (gateway) =>
      order({ ...ada, ...from(gateway === gateways[0] ? '203.0.113.12' : '203.0.113.13') })(gateway),
    ),
  ).toEqual([200, 200, 200, 429, 429]);
  expect(await each(1, order(await fixture.as('bob')))).toEqual([200]);
  expect((await login(gateways[0]!, '203.0.113.11')).headers.get('ratelimit-policy')).toBe(
    '"default";q=1000000;w=60, "login";q=4;w=60',
  );
});

test('nobody without a valid token spends the quota of orders', async () => {
  const gateway = await fixture.gateway({ RATE_LIMIT_ORDER_PER_MINUTE: '1' });
  expect((await fetch(`${gateway.url}/orders`, { method: 'POST', body: '{}' })).status).toBe(401);
  const headers = await fixture.as('carol');
  expect((await fetch(`${gateway.url}/orders`, { method: 'POST', body: '{}', headers })).status).toBe(200);
});

describe('while the database is away', () => {
  const away = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    RATE_LIMIT_LOGIN_PER_MINUTE: '2',
    TRUSTED_PROXIES: '1',
  };

  test('a gateway starts, is ready, and keeps quotas by itself', async () => {
    const gateway = await fixture.gateway(away);
    expect((await fetch(`${gateway.adminUrl}/readyz`)).status).toBe(200);
    expect(await statusesOf([1, 2, 3, 4].map(() => login(gateway, '203.0.113.20')))).toEqual([200, 200, 429, 429]);
    expect(await (await fetch(`${gateway.adminUrl}/metrics`)).text()).toContain('rate_limit_shared 0');
  });

  test('nobody notices, and afterwards quotas are shared again', async () => {
    const gateway = await fixture.gateway({ TRUSTED_PROXIES: '1' });
    expect((await login(gateway, '203.0.113.30')).status).toBe(200);
    await fixture.database.disconnectAll();
    for (let time = 0; time < 5; time += 1) {
      expect((await login(gateway, '203.0.113.30')).status).toBe(200);
    }
    await eventually(async () => {
      await login(gateway, '203.0.113.30');
      return (await (await fetch(`${gateway.adminUrl}/metrics`)).text()).includes('rate_limit_shared 1');
    });
  });
});
