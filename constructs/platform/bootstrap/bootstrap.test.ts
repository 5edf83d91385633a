import type { JsonObject } from '../../template';
import { nameOf, oneLike, peersByPort, podOf, render } from '../test-platform';

const on = { bootstrap: { enabled: true } };
const recipesOf = (values: JsonObject, file: string, release = 'platform') => {
  const data = oneLike(
    render(values, release),
    'ConfigMap',
    release === 'platform' ? 'bootstrap' : `${release}-bootstrap`,
  ).data;
  return JSON.parse((data as Record<string, string>)[file] as string) as { kind: string; name: string }[];
};

test('nothing of it is there unless asked for', () => {
  expect(render().all.filter((object) => nameOf(object).includes('bootstrap'))).toEqual([]);
  expect([...render().ofKind('Role'), ...render().ofKind('RoleBinding')]).toEqual([]);
});

test('it may create Secrets and nothing else', () => {
  const objects = render(on);
  expect(objects.one('Role').rules).toEqual([{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }]);
  expect(objects.one('RoleBinding')).toMatchObject({
    roleRef: { kind: 'Role', name: 'bootstrap' },
    subjects: [{ kind: 'ServiceAccount', name: 'bootstrap' }],
  });
});

test('its token is its own and short-lived', () => {
  const { spec } = podOf(render(on), 'bootstrap');
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(JSON.stringify(spec.volumes)).toContain('"serviceAccountToken":{"path":"token","expirationSeconds":600}');
});

test('it makes a Secret for every user, database and further need', () => {
  expect(recipesOf(on, 'secrets.json', 'eu').map(({ kind, name }) => [kind, name])).toEqual([
    ['nkey', 'eu-good-hearer-nats'],
    ['nkey', 'eu-provisioner-nats'],
    ['nkey', 'eu-speaker-nats'],
    ['signing-keys', 'eu-token-keys'],
    ['account', 'eu-admin'],
  ]);
  expect(recipesOf(on, 'postgresql.json', 'eu')).toEqual([
    { kind: 'password', name: 'eu-postgresql-superuser' },
    { kind: 'database', name: 'eu-good-hearer-db-secret', host: 'eu-postgresql', port: 5432, database: 'good_hearer' },
    { kind: 'database', name: 'eu-speaker-db-secret', host: 'eu-postgresql', port: 5432, database: 'speaker' },
  ]);
});

test('the address of the administrator is a value that needs no escaping', () => {
  const email = (adminEmail: string) => ({ bootstrap: { enabled: true, adminEmail } });
  expect(recipesOf(email('ada+shop@example.org'), 'secrets.json').at(-1)).toMatchObject({
    email: 'ada+shop@example.org',
  });
  expect(() => render(email('a"@example.org'))).toThrow('value bootstrap.adminEmail');
});

test('it reaches the API server alone', () => {
  const policy = render({ bootstrap: { enabled: true, apiServer: { cidr: '10.0.0.1/32', port: 8443 } } });
  expect(peersByPort(policy.one('NetworkPolicy', 'bootstrap'), 'egress')).toEqual({
    '443/TCP 8443/TCP': ['10.0.0.1/32'],
  });
});
