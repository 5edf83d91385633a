import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { pino } from 'pino';
import { requireAccess, requireOwner, type Verifier, verifier } from '.';

const issuer = 'flotilla-shop';
const nowSeconds = () => Math.floor(Date.now() / 1_000);

interface Key {
  readonly publicJwk: JWK;
  sign(claims?: JWTPayload): Promise<string>;
}

async function createKey(alg: 'EdDSA' | 'ES256' | 'ES384', kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return {
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (claims = {}) =>
      new SignJWT({
        sub: 'u1',
        roles: ['admin'],
        iss: issuer,
        aud: issuer,
        exp: nowSeconds() + 60,
        ...claims,
      } as JWTPayload)
        .setProtectedHeader({ alg, kid })
        .sign(privateKey),
  };
}

describe('the verifier', () => {
  let first: Key;
  let second: Key;
  let jwks: { value: string };
  let verify: Verifier;
  let log: string[];
  const setOf = (...keys: readonly Key[]) => JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) });
  const refusal = (token: string) => verify(`Bearer ${token}`).catch((error: unknown) => error);

  beforeAll(async () => {
    first = await createKey('EdDSA', 'first');
    second = await createKey('ES256', 'second');
  });

  beforeEach(() => {
    log = [];
    jwks = { value: setOf(first, second) };
    verify = verifier({ jwks, issuer, logger: pino({}, { write: (line) => log.push(line) }) });
  });

  test('knows the bearer of a token, whichever of its keys signed it', async () => {
    for (const key of [first, second]) {
      expect(await verify(`Bearer ${await key.sign()}`)).toEqual({ userId: 'u1', roles: ['admin'] });
    }
    expect(await verify(`bearer  ${await first.sign({ roles: undefined })}`)).toEqual({ userId: 'u1', roles: [] });
  });

  test.each([undefined, '', 'Basic dTpw', 'Bearer', 'Bearer '])(
    'knows nobody without a bearer token: %p',
    async (header) => {
      expect(await verify(header)).toBeUndefined();
    },
  );

  test.each<[string, JWTPayload]>([
    ['of another issuer', { iss: 'somebody' }],
    ['for another audience', { aud: 'somebody' }],
    ['without a user', { sub: undefined }],
    ['with an empty user', { sub: '' }],
    ['without an end', { exp: undefined }],
    ['that is not valid yet', { nbf: nowSeconds() + 60 }],
  ])('refuses a token %s', async (_, claims) => {
    expect(await refusal(await first.sign(claims))).toMatchObject({
      code: 'unauthenticated',
      detail: 'The access token is not valid.',
      headers: { 'www-authenticate': expect.stringContaining('error="invalid_token"') },
    });
  });

  test('refuses an expired token by name, but not for a few seconds of difference between clocks', async () => {
    expect(await refusal(await first.sign({ exp: nowSeconds() - 10 }))).toMatchObject({
      code: 'unauthenticated',
      detail: 'The access token expired.',
    });
    expect(await refusal(await first.sign({ exp: nowSeconds() - 1 }))).toMatchObject({ userId: 'u1' });
  });

  test('refuses what it cannot trust: no signature, another algorithm, an unknown key, a changed claim', async () => {
    const claims = { sub: 'u1', iss: issuer, aud: issuer, exp: nowSeconds() + 60 };
    const weak = await createKey('ES384', 'weak');
    jwks.value = setOf(first, second, weak);
    const [header, , signature] = (await first.sign()).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url');
    const tokens = [
      new UnsecuredJWT(claims).encode(),
      await weak.sign(),
      await (await createKey('EdDSA', 'unknown')).sign(),
      await (await createKey('EdDSA', 'first')).sign(),
      `${header}.${forged}.${signature}`,
      'nonsense',
    ];
    for (const token of tokens) {
      expect(await refusal(token)).toMatchObject({ code: 'unauthenticated' });
    }
  });

  test('follows a rotation of keys, and keeps the last set when the next is broken', async () => {
    const third = await createKey('EdDSA', 'third');
    expect(await refusal(await third.sign())).toMatchObject({ code: 'unauthenticated' });
    jwks.value = setOf(second, third);
    expect(await refusal(await third.sign())).toMatchObject({ userId: 'u1' });
    expect(await refusal(await first.sign())).toMatchObject({ code: 'unauthenticated' });
    jwks.value = '{}';
    expect(await refusal(await third.sign())).toMatchObject({ userId: 'u1' });
    expect(log).toEqual([expect.stringContaining('the new JWK set cannot be used')]);
  });

  test('asks for no signature twice, and yet refuses a token that expires or whose key is withdrawn', async () => {
    const token = await first.sign({ exp: nowSeconds() + 60 });
    const other = await second.sign({ exp: nowSeconds() + 60 });
    const signatures = jest.spyOn(crypto.subtle, 'verify');
    try {
      const identity = await refusal(token);
      expect([identity, await refusal(token), await refusal(token)]).toEqual(
        Array(3).fill({ userId: 'u1', roles: ['admin'] }),
      );
      expect(signatures).toHaveBeenCalledTimes(1);
      await refusal(other);
      jwks.value = setOf(second);
      expect(await refusal(token)).toMatchObject({ code: 'unauthenticated' });
      expect(await refusal(other)).toMatchObject({ userId: 'u1' });
      jest.useFakeTimers({ now: Date.now() + 70_000 });
      expect(await refusal(other)).toMatchObject({ detail: 'The access token expired.' });
    } finally {
      jest.useRealTimers();
      signatures.mockRestore();
    }
  });

  test.each([
    ['no JSON', 'hunter2', /holds no JWK set/],
    ['no keys', '{"keys":[]}', /holds no JWK set/],
    ['private keys', '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"x","d":"hunter2"}]}', /holds private keys/],
  ])('cannot be made from %s', (_, value, message) => {
    const make = () => verifier({ jwks: { value }, issuer, logger: pino({ level: 'silent' }) });
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2/);
  });
});

describe('access', () => {
  const admin = { userId: 'u1', roles: ['admin'] };
  const user = { userId: 'u2', roles: [] };
  const admins = { roles: ['admin', 'auditor'] };

  test('is open where it is public, and to everybody with a token where users may come', () => {
    expect(() => requireAccess('public', undefined)).not.toThrow();
    expect(() => requireAccess('user', user)).not.toThrow();
    expect(() => requireAccess(admins, admin)).not.toThrow();
  });

  test('tells who has no token (401) from who has not the role (403)', () => {
    for (const access of ['user', admins] as const) {
      expect(() => requireAccess(access, undefined)).toThrow(
        expect.objectContaining({ code: 'unauthenticated', headers: { 'www-authenticate': 'Bearer' } }),
      );
    }
    expect(() => requireAccess(admins, user)).toThrow(
      expect.objectContaining({ code: 'forbidden', detail: 'This needs the role admin or auditor.' }),
    );
  });

  test('to a thing is its owner’s; for others it does not exist', () => {
    expect(() => requireOwner('u2', user)).not.toThrow();
    expect(() => requireOwner('u1', user)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
