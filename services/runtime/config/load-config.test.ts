import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { topologyOf } from '@flotilla/constructs/topology';
import { pino } from 'pino';
import { type ConfigError, loadConfig } from '.';

const declaration = {
  name: 'ledger',
  description: 'Posts entries.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  database: { migrations: true },
  config: {
    BATCH: { type: 'integer', default: 10, minimum: 1, maximum: 100, description: 'Entries at once.' },
    DRY_RUN: { type: 'boolean', default: false, description: 'Posts nothing.' },
    MODE: { type: 'enum', values: ['fast', 'safe'], default: 'safe', description: 'How entries are posted.' },
    CURRENCY: { type: 'string', pattern: '[A-Z]{3}|X', description: 'Currency of the ledger.' },
    KEYS: { type: 'string', secret: { name: 'keys', key: 'public' }, description: 'Keys.' },
    HINT: { type: 'string', secret: { name: 'hint', key: 'hint' }, optional: true, description: 'A hint.' },
  },
  calls: { 'price-list': ['quote'] },
  forwards: { archive: {} },
  publishes: { 'ledger.v1.entry.posted': { version: 1, schema: 'EntryPosted', description: 'Posted.' } },
  subscribes: {},
} as const satisfies ServiceDeclaration;

const lonely = {
  ...declaration,
  database: undefined,
  config: {},
  calls: {},
  forwards: {},
  publishes: {},
} as const satisfies ServiceDeclaration;

const complete = {
  CURRENCY: 'EUR',
  KEYS: 'k3ys',
  DATABASE_URL: 'postgres://ledger:pa,ss@db/ledger',
  NATS_URL: 'nats://nats:4222',
  NATS_NKEY_SEED: 'SUseed',
  PEER_PRICE_LIST_URL: 'http://price-list/',
  PEER_ARCHIVE_URL: 'http://archive:8080',
};

function problemsOf(environment: Record<string, string | undefined>): ConfigError['problems'] {
  try {
    loadConfig(declaration, environment);
  } catch (error) {
    return (error as ConfigError).problems;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  test('is typed by the declaration and takes its defaults', () => {
    const { config } = loadConfig(declaration, complete);
    const batch: number = config.BATCH;
    const dryRun: boolean = config.DRY_RUN;
    const mode: 'fast' | 'safe' = config.MODE;
    const hint: string | undefined = config.HINT;
    const keys: string = config.KEYS;
    const level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' = config.LOG_LEVEL;
    // @ts-expect-error an optional secret may be absent
    const absent: string = config.HINT;
    // @ts-expect-error not declared
    expect(config.BACTH).toBeUndefined();
    expect([batch, dryRun, mode, hint, keys, level, absent]).toEqual([
      10,
      false,
      'safe',
      undefined,
      'k3ys',
      'info',
      undefined,
    ]);
  });

  test('takes what is given', () => {
    const given = { ...complete, BATCH: '7', DRY_RUN: 'true', MODE: 'fast', HINT: 'h', LOG_LEVEL: 'debug' };
    expect(loadConfig(declaration, given).config).toMatchObject({
      BATCH: 7,
      DRY_RUN: true,
      MODE: 'fast',
      HINT: 'h',
      LOG_LEVEL: 'debug',
      ENFORCE: 'refuse',
    });
  });

  test('lets the declaration set what happens to undeclared communication', () => {
    expect(loadConfig({ ...declaration, enforce: 'log' }, complete).config.ENFORCE).toBe('log');
  });

  test('names everything that is wrong at once, with what to do', () => {
    expect(
      problemsOf({
        ...complete,
        BATCH: '101',
        DRY_RUN: 'yes',
        MODE: 'slow',
        CURRENCY: 'XEUR',
        KEYS: undefined,
        PEER_ARCHIVE_URL: 'archive',
        PORT: '70000',
        SHUTDOWN_DELAY_MS: '30000',
      }),
    ).toEqual([
      {
        variable: 'BATCH',
        found: '"101"',
        expected: 'a whole number from 1 to 100',
        fix: 'correct it (Entries at once.)',
      },
      { variable: 'DRY_RUN', found: '"yes"', expected: 'true or false', fix: 'correct it (Posts nothing.)' },
      {
        variable: 'MODE',
        found: '"slow"',
        expected: 'one of fast, safe',
        fix: 'correct it (How entries are posted.)',
      },
      {
        variable: 'CURRENCY',
        found: '"XEUR"',
        expected: 'a text that matches [A-Z]{3}|X as a whole',
        fix: 'correct it (Currency of the ledger.)',
      },
      {
        variable: 'KEYS',
        found: 'nothing',
        expected: 'a secret that is not empty',
        fix: 'set KEYS, or KEYS_FILE to a file that holds it (Keys.)',
      },
      expect.objectContaining({ variable: 'SHUTDOWN_DELAY_MS', found: expect.stringContaining('40000 ms') }),
      expect.objectContaining({ variable: 'PORT', expected: 'a whole number from 0 to 65535' }),
      expect.objectContaining({
        variable: 'PEER_ARCHIVE_URL',
        expected: 'a URL that begins with http:// or https://',
      }),
    ]);
    expect(() => loadConfig(declaration, { ...complete, BATCH: 'x' })).toThrow(
      'the configuration of ledger cannot be used:\n  BATCH: found "x", expected a whole number from 1 to 100; ',
    );
  });

  test.each(['', ' 5', '5.0', '1e1', '0x10', '-1', '99999999999999999999'])('takes no number from %p', (text) => {
    expect(problemsOf({ ...complete, BATCH: text }).map(({ variable }) => variable)).toEqual(['BATCH']);
  });

  test('never shows a secret, not even a wrong one', () => {
    const problems = problemsOf({ ...complete, DATABASE_URL: 'hunter2', NATS_URL: 'http://a:hunter2@b', KEYS: '' });
    expect(problems.map(({ variable }) => variable)).toEqual(['KEYS', 'DATABASE_URL', 'NATS_URL']);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  test('asks for connections only where the declaration has them', () => {
    expect(loadConfig(lonely, {}).wiring).toEqual({
      port: 3000,
      adminPort: 9090,
      host: undefined,
      databaseUrl: undefined,
      nats: undefined,
      peerUrls: {},
      shutdownDelayMs: 5_000,
      shutdownGraceMs: 40_000,
    });
    expect(problemsOf({}).map(({ variable }) => variable)).toEqual([
      'CURRENCY',
      'KEYS',
      'DATABASE_URL',
      'NATS_URL',
      'NATS_NKEY_SEED',
      'PEER_PRICE_LIST_URL',
      'PEER_ARCHIVE_URL',
    ]);
  });

  test('gives the connections that the platform set', () => {
    const shutdown = { SHUTDOWN_DELAY_MS: '0', SHUTDOWN_GRACE_MS: '60000', PRE_STOP_MS: '05000' };
    const environment = { ...complete, PORT: '0', ADMIN_PORT: '1', HOST: '127.0.0.1', ...shutdown };
    expect(loadConfig(declaration, environment).wiring).toEqual({
      port: 0,
      adminPort: 1,
      host: '127.0.0.1',
      databaseUrl: complete.DATABASE_URL,
      nats: { url: 'nats://nats:4222', nkeySeed: 'SUseed' },
      peerUrls: { 'price-list': 'http://price-list', archive: 'http://archive:8080' },
      shutdownDelayMs: 0,
      shutdownGraceMs: 55_000,
    });
  });
});

test('no declaration may have a key for what the platform tells a service', () => {
  const read = new Set<string>();
  const environment = new Proxy<Record<string, string>>(complete, {
    get: (target, variable) => {
      read.add(String(variable));
      return target[String(variable)];
    },
  });
  loadConfig(declaration, environment);
  const taken = [...read].filter((variable) => !Object.hasOwn(declaration.config, variable.replace(/_FILE$/, '')));
  expect(taken).toEqual(expect.arrayContaining(['PORT', 'DATABASE_URL_FILE', 'PEER_ARCHIVE_URL', 'ENFORCE']));
  const key = { type: 'string', description: 'A key.' } as const;
  for (const variable of taken) {
    expect(() => topologyOf([{ ...lonely, config: { [variable]: key } }])).toThrow(
      `services/ledger/service.ts: config.${variable}\n    found:    the name ${variable}\n`,
    );
  }
});

describe('a value in a file', () => {
  let directory: string;
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flotilla-config-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  test('is read without the newline at its end', () => {
    const environment = { ...complete, KEYS: undefined, KEYS_FILE: file('keys', ' from file\n'), BATCH_FILE: '' };
    expect(loadConfig(declaration, environment).config.KEYS).toBe(' from file');
  });

  test('holds for connections too', () => {
    const url = file('url', 'postgres://x/y\n');
    const environment = { ...complete, DATABASE_URL: undefined, DATABASE_URL_FILE: url };
    expect(loadConfig(declaration, environment).wiring.databaseUrl).toBe('postgres://x/y');
  });

  test('may be missing when the secret is optional, and only then', () => {
    const nowhere = join(directory, 'nowhere');
    const environment = { ...complete, HINT_FILE: nowhere, KEYS: undefined, KEYS_FILE: nowhere };
    expect(problemsOf(environment)).toEqual([
      expect.objectContaining({
        variable: 'KEYS',
        found: `KEYS_FILE with the path ${nowhere}, which cannot be read (ENOENT)`,
      }),
    ]);
  });

  test('must be readable where it is there, also when the secret is optional', () => {
    expect(problemsOf({ ...complete, HINT_FILE: directory })).toEqual([
      expect.objectContaining({ variable: 'HINT', found: expect.stringContaining('EISDIR') }),
    ]);
  });

  test('does not stand beside a value of its own', () => {
    expect(problemsOf({ ...complete, KEYS_FILE: file('keys', 'k') })).toEqual([
      { variable: 'KEYS', found: 'both KEYS and KEYS_FILE', expected: 'one of the two', fix: 'remove one' },
    ]);
  });

  test('is watched when it is a secret; one from the environment stays', () => {
    const logger = pino({ level: 'silent' });
    const settings = loadConfig(declaration, { ...complete, KEYS: undefined, KEYS_FILE: file('keys', 'first') });
    expect(settings.watchSecret('KEYS', logger).value).toBe('first');
    expect(settings.watchSecret('HINT', logger)).toBeUndefined();
    // @ts-expect-error not a secret
    settings.watchSecret('BATCH', logger);
  });
});
