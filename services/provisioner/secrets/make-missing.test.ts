import { type FakeApiServer, startFakeApiServer, status } from '../testing/fake-api-server';
import { kubernetesStore } from './kubernetes-store';
import { makeMissingSecrets } from './make-missing';
import type { SecretRecipe } from './recipe';

const recipes: SecretRecipe[] = [
  { kind: 'nkey', name: 'shop-orders-nats', variables: ['NKEY_ORDERS', 'STANDBY_NKEY_ORDERS'] },
  { kind: 'signing-keys', name: 'shop-token-keys' },
  { kind: 'account', name: 'shop-admin', email: 'admin@example.com' },
  { kind: 'password', name: 'shop-postgresql-superuser' },
  { kind: 'database', name: 'shop-orders-db-secret', host: 'shop-postgresql', port: 5432, database: 'orders' },
];
const labels = { 'app.kubernetes.io/instance': 'shop' };
let api: FakeApiServer;
let messages: string[];

beforeEach(async () => {
  api = await startFakeApiServer();
  messages = [];
});

afterEach(() => api.close());

function make(given: { url?: string; token?: string; patienceMs?: number } = {}): Promise<void> {
  const { url = api.url, token = 'token', patienceMs = 5_000 } = given;
  const log = (message: string, fields = {}): void => {
    messages.push(`${message} ${JSON.stringify(fields)}`);
  };
  return makeMissingSecrets(recipes, kubernetesStore({ url, token, namespace: 'shop', labels }), {
    log,
    patienceMs,
    pauseMs: 5,
  });
}

const dataOf = (name: string): Readonly<Record<string, string>> => api.secrets.get(name)?.stringData ?? {};

test('makes every Secret with the keys that its readers expect', async () => {
  await make();
  expect(Object.fromEntries([...api.secrets].map(([name, { stringData }]) => [name, Object.keys(stringData)]))).toEqual(
    {
      'shop-orders-nats': ['nkey', 'nkey-standby', 'public.conf'],
      'shop-token-keys': ['private', 'public'],
      'shop-admin': ['email', 'password'],
      'shop-postgresql-superuser': ['password'],
      'shop-orders-db-secret': ['password', 'standby-password', 'db_url'],
    },
  );
  const { password, db_url } = dataOf('shop-orders-db-secret');
  expect(db_url).toBe(`postgres://orders:${password}@shop-postgresql:5432/orders`);
  expect(dataOf('shop-orders-nats')['public.conf']).toMatch(
    /^NKEY_ORDERS: "U[A-Z2-7]{55}"\nSTANDBY_NKEY_ORDERS: "U[A-Z2-7]{55}"\n$/,
  );
  expect(dataOf('shop-admin').email).toBe('admin@example.com');
});

test('makes what a service starts without before what it waits for', async () => {
  await make();
  expect([...api.secrets.keys()]).toEqual([
    'shop-admin',
    'shop-orders-nats',
    'shop-token-keys',
    'shop-postgresql-superuser',
    'shop-orders-db-secret',
  ]);
});

test('labels what it makes, so that it is found again when the release is gone', async () => {
  await make();
  expect([...api.secrets.values()].map(({ metadata }) => metadata.labels)).toEqual(recipes.map(() => labels));
});

test('asks for nothing but creation', async () => {
  await make();
  expect(new Set(api.requests)).toEqual(new Set(['POST /api/v1/namespaces/shop/secrets']));
});

test('leaves what exists as it is', async () => {
  await make();
  const before = JSON.stringify([...api.secrets]);
  await make();
  expect(JSON.stringify([...api.secrets])).toBe(before);
  expect(messages.filter((message) => message.startsWith('Secret exists'))).toHaveLength(recipes.length);
});

test('runs at the same time agree on one set of Secrets', async () => {
  await Promise.all([make(), make(), make()]);
  expect(api.secrets.size).toBe(recipes.length);
  expect(messages.filter((message) => message.startsWith('made'))).toHaveLength(recipes.length);
});

test('waits until its rights are known and quotas have room, and says why once', async () => {
  const forbidden = status(403, 'Forbidden', 'cannot create resource "secrets"');
  api.refuseNext(forbidden, forbidden, status(409, 'Conflict', 'quota was modified'), status(503, 'Busy', 'try later'));
  await make();
  expect(api.secrets.size).toBe(recipes.length);
  expect(messages.filter((message) => message.startsWith('waiting'))).toEqual([
    expect.stringContaining('403'),
    expect.stringContaining('quota was modified'),
    expect.stringContaining('503'),
  ]);
});

test('waits for an API server that does not answer', async () => {
  const { url } = api;
  await api.close();
  const refused = make({ url, patienceMs: 50 });
  await expect(refused).rejects.toThrow(`no answer from the API server at ${url}`);
  api = await startFakeApiServer();
});

test('gives up at once where the API server will never accept', async () => {
  api.refuseNext(status(404, 'NotFound', 'namespaces "shop" not found'));
  await expect(make()).rejects.toThrow(
    'Secret shop-admin in shop: the API server said 404 namespaces "shop" not found',
  );
  expect(api.requests).toHaveLength(1);
});

test('never writes a secret to its log', async () => {
  await make();
  const secrets = [...api.secrets.values()].flatMap(({ stringData }) => Object.values(stringData));
  for (const secret of secrets) {
    if (secret !== 'admin@example.com') expect(messages.join('\n')).not.toContain(secret);
  }
  expect(messages).toHaveLength(recipes.length);
});
