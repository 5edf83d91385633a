import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'users',
  description: 'Accounts, logins and the keys that sign access tokens.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'POST', path: '/users', access: 'public', limit: 'register' },
      { method: 'POST', path: '/users/login', access: 'public', limit: 'login' },
      { method: 'POST', path: '/users/token/refresh', access: 'public', limit: 'login' },
      { method: 'POST', path: '/users/logout', access: 'public' },
      { method: 'GET', path: '/users/me', access: 'user' },
      { method: 'PATCH', path: '/users/me', access: 'user' },
      { method: 'DELETE', path: '/users/me', access: 'user' },
      { method: 'GET', path: '/users', access: { roles: ['admin'] } },
      { method: 'PUT', path: '/users/{id}/roles', access: { roles: ['admin'] } },
      { method: 'GET', path: '/.well-known/jwks.json', access: 'public' },
    ],
  },
  database: { migrations: true },
  config: {
    ACCESS_TOKEN_SECONDS: {
      type: 'integer',
      default: 600,
      minimum: 60,
      maximum: 3_600,
      unit: 's',
      description: 'Life of an access token.',
    },
    REFRESH_TOKEN_DAYS: {
      type: 'integer',
      default: 30,
      minimum: 1,
      maximum: 365,
      unit: 'days',
      description: 'Life of a refresh token; each use replaces it.',
    },
    LOGIN_ATTEMPTS: {
      type: 'integer',
      default: 10,
      minimum: 3,
      maximum: 100,
      description: 'Failed logins per account within 15 minutes before further ones are refused.',
    },
    PASSWORD_HASH_CONCURRENCY: {
      type: 'integer',
      default: 2,
      minimum: 1,
      maximum: 32,
      description: 'argon2id computations at the same time; each takes 19 MiB.',
    },
    TOKEN_ISSUER: {
      type: 'string',
      default: 'flotilla-shop',
      pattern: '[A-Za-z0-9.:/_-]+',
      description: 'Issuer and audience of access tokens.',
    },
    TOKEN_SIGNING_KEYS: {
      type: 'string',
      secret: { name: 'token-keys', key: 'private' },
      description: 'Private JWK set, Ed25519; the first key signs, the others only stay in the published set.',
    },
    ADMIN_EMAIL: {
      type: 'string',
      secret: { name: 'admin', key: 'email' },
      optional: true,
      description: 'Account that is made an administrator at start.',
    },
    ADMIN_PASSWORD: {
      type: 'string',
      secret: { name: 'admin', key: 'password' },
      optional: true,
      description: 'Password of that account when it does not exist yet.',
    },
  },
  calls: {},
  publishes: {
    'users.v1.user.registered': { version: 1, schema: 'UserRegistered', description: 'An account was made.' },
    'users.v1.user.updated': {
      version: 1,
      schema: 'UserUpdated',
      description: 'Name, email or roles of an account changed.',
    },
    'users.v1.user.deleted': {
      version: 1,
      schema: 'UserDeleted',
      description: 'An account is gone; its personal data must go everywhere.',
    },
  },
  subscribes: {},
} as const satisfies ServiceDeclaration;
