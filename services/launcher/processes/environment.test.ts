import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { type Connections, environmentOf } from './environment';

const http = { port: 3000, adminPort: 9090, routes: [] };
const silent = { http, publishes: {}, subscribes: {} };
const key = (name: string) => ({ type: 'string', secret: { name, key: 'private' }, description: 'Key.' }) as const;
const users: ServiceDeclaration = {
  ...silent,
  name: 'users',
  description: '',
  calls: {},
  config: { SIGNING: key('keys') },
};
const orders: ServiceDeclaration = {
  ...silent,
  name: 'orders',
  description: '',
  calls: { users: ['find'], prices: ['quote'] },
  config: { PATIENCE: { type: 'integer', default: 1, minimum: 1, maximum: 9, description: 'Seconds.' } },
};
const connections: Connections = {
  port: 20_001,
  adminPort: 20_002,
  urlOf: new Map([['users', 'http://127.0.0.1:20003']]),
  databaseUrl: undefined,
  natsUrl: 'nats://127.0.0.1:4222',
  nkeySeedFile: undefined,
  secretFile: (name, part) => `/state/secrets/${name}/${part}`,
};
const of = (declaration: ServiceDeclaration, given: Partial<Parameters<typeof environmentOf>[0]> = {}) =>
  environmentOf({ declaration, fleet: [users, orders], connections, inherited: {}, local: {}, extra: {}, ...given });

test('a service is told its ports and its peers; one that does not run is nowhere', () => {
  expect(of(orders)).toEqual({
    HOST: '127.0.0.1',
    PORT: '20001',
    ADMIN_PORT: '20002',
    SHUTDOWN_DELAY_MS: '0',
    SHUTDOWN_GRACE_MS: '8000',
    PEER_USERS_URL: 'http://127.0.0.1:20003',
    PEER_PRICES_URL: 'http://127.0.0.1:1',
  });
});

test('a secret comes as a file, unless the environment gives it, and to none that does not declare it', () => {
  expect(of(users)).toMatchObject({ SIGNING_FILE: '/state/secrets/keys/private' });
  const inherited = { SIGNING: 'given', DATABASE_URL: 'postgres://admin@db', NATS_URL: 'nats://other', PATH: '/bin' };
  expect(of(users, { inherited })).toMatchObject({ SIGNING: 'given', PATH: '/bin' });
  expect(of(users, { inherited })).not.toHaveProperty('SIGNING_FILE');
  expect(Object.keys(of(orders, { inherited }))).not.toEqual(expect.arrayContaining(['SIGNING']));
  expect(Object.values(of(orders, { inherited }))).not.toEqual(expect.arrayContaining(['postgres://admin@db']));
});

test('what is right on one machine yields to the environment, and that to the caller', () => {
  const local = { PATIENCE: '2' };
  const inherited = { PATIENCE: '3' };
  expect(of(orders, { local })).toMatchObject({ PATIENCE: '2' });
  expect(of(orders, { local, inherited })).toMatchObject({ PATIENCE: '3' });
  expect(of(orders, { local, inherited, extra: { PATIENCE: '4' } })).toMatchObject({ PATIENCE: '4' });
});
