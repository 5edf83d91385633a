import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

export const declaration = {
  name: 'gateway',
  description: 'The only public door: routes, verifies tokens, limits rates, and knows no business.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'GET', path: '/', access: 'public' },
      { method: 'GET', path: '/openapi.json', access: 'public' },
      { method: 'GET', path: '/docs', access: 'public' },
    ],
  },
  config: {
    CORS_ORIGINS: {
      type: 'string',
      default: '',
      pattern: '(https?://[!-+.-~-]+(,https?://[!-+.-~-]+)*)?',
      description: 'Origins that browsers may call from, separated by commas. Empty: none.',
    },
    BODY_LIMIT_BYTES: {
      type: 'integer',
      default: 102_400,
      minimum: 1_024,
      maximum: 10_485_760,
      unit: 'bytes',
      description: 'Largest request body that is passed on.',
    },
    TRUSTED_PROXIES: {
      type: 'integer',
      default: 1,
      minimum: 0,
      maximum: 5,
      description: 'Proxies before the gateway whose X-Forwarded-For entry is believed.',
    },
    RATE_LIMIT_PER_MINUTE: {
      type: 'integer',
      default: 600,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Requests per minute and client address, per pod.',
    },
    RATE_LIMIT_LOGIN_PER_MINUTE: {
      type: 'integer',
      default: 20,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Logins per minute and client address, over all pods.',
    },
    RATE_LIMIT_REGISTER_PER_MINUTE: {
      type: 'integer',
      default: 10,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Registrations per minute and client address, over all pods.',
    },
    RATE_LIMIT_ORDER_PER_MINUTE: {
      type: 'integer',
      default: 60,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Orders per minute and user, over all pods.',
    },
    TOKEN_ISSUER: {
      type: 'string',
      default: 'flotilla-shop',
      pattern: '[A-Za-z0-9.:/_-]+',
      description: 'Issuer and audience that access tokens must carry.',
    },
    TOKEN_JWKS: {
      type: 'string',
      secret: { name: 'token-keys', key: 'public' },
      description: 'Public JWK set that access tokens are verified with.',
    },
  },
  database: { migrations: true, poolMax: 4 },
  calls: {},
  forwards: {
    users: { timeoutMs: 5_000, retries: 1 },
    products: { timeoutMs: 2_000, retries: 1 },
    orders: { timeoutMs: 5_000, retries: 1 },
  },
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;
