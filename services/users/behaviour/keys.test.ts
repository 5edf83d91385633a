import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { type Client, makeSigningKey, type SigningKey, type Stage, signingKeys, startStage } from '../testing';

const [first, second, third] = [makeSigningKey(), makeSigningKey(), makeSigningKey()];

let directory: string;
let file: string;
let stage: Stage;
let client: Client;
let passedMs: number;

beforeEach(async () => {
  passedMs = 0;
  const clock = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => clock() + passedMs);
  directory = mkdtempSync(join(tmpdir(), 'flotilla-keys-'));
  file = join(directory, 'private');
  writeFileSync(file, signingKeys(first, second));
  stage = await startStage({ TOKEN_SIGNING_KEYS_FILE: file });
  client = stage.client;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await stage.stop();
  rmSync(directory, { recursive: true });
});

/** Replaces the secret and lets the time pass after which its file is looked at again. */
function rotateTo(...keys: readonly SigningKey[]): void {
  writeFileSync(file, signingKeys(...keys));
  passedMs += 5_000;
}

const publishedKids = async (): Promise<string[]> =>
  (await client.send('GET', '/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid);

test('the published keys verify tokens, may be cached, and hold nothing private', async () => {
  const { accessToken, id } = await stage.newPerson();
  const { status, headers, body } = await client.send('GET', '/.well-known/jwks.json');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(JSON.stringify(body)).not.toMatch(/"d"/);
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(body), { audience: 'flotilla-shop' });
  expect(payload.sub).toBe(id);
});

test('after a rotation new tokens carry the new key, old ones hold until their key is gone', async () => {
  const person = await stage.newPerson();
  expect(decodeProtectedHeader(person.accessToken).kid).toBe(first.kid);

  rotateTo(second, first, third);
  const refreshed = (await client.refresh(person.refreshToken)).body.accessToken;
  expect(decodeProtectedHeader(refreshed).kid).toBe(second.kid);
  expect(await publishedKids()).toEqual([second.kid, first.kid, third.kid]);
  expect((await client.me(person.accessToken)).status).toBe(200);
  expect((await client.me(refreshed)).status).toBe(200);

  rotateTo(second, third);
  expect((await client.me(person.accessToken)).status).toBe(401);
  expect((await client.me(refreshed)).status).toBe(200);
});

test('keys that cannot be used change nothing', async () => {
  const { accessToken, email, password } = await stage.newPerson();
  rotateTo();
  expect(await publishedKids()).toEqual([first.kid, second.kid]);
  expect((await client.me(accessToken)).status).toBe(200);
  expect((await client.login(email, password)).status).toBe(200);
});
