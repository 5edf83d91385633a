import { calculateJwkThumbprint, createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { fromPublic, fromSeed } from 'nkeys.js';
import { createNkey, nkeySigner } from './nkey';
import { randomPassword } from './password';
import { createSigningKeys } from './signing-keys';

describe('an nkey', () => {
  it('has a public half that verifies what the seed signs', () => {
    const { seed, publicKey } = createNkey();
    const message = Buffer.from('nonce');
    const signature = fromSeed(Buffer.from(seed)).sign(message);
    expect(publicKey).toMatch(/^U[A-Z2-7]{55}$/);
    expect(fromPublic(publicKey).verify(message, signature)).toBe(true);
  });

  it('signs what a server greets with', () => {
    const { seed, publicKey } = createNkey();
    const { nkey, sig } = nkeySigner(seed)('nonce');
    expect(nkey).toBe(publicKey);
    expect(fromPublic(publicKey).verify(Buffer.from('nonce'), Buffer.from(sig, 'base64url'))).toBe(true);
    expect(fromSeed(Buffer.from(seed)).getPublicKey()).toBe(publicKey);
    expect(() => nkeySigner(publicKey)).toThrow('no seed of a NATS user');
  });

  it('is another one each time', () => {
    expect(createNkey().seed).not.toBe(createNkey().seed);
  });
});

describe('a password', () => {
  it('needs no escaping anywhere and never repeats', () => {
    const passwords = Array.from({ length: 100 }, randomPassword);
    expect(passwords.every((password) => /^[A-Za-z0-9_-]{32}$/.test(password))).toBe(true);
    expect(new Set(passwords).size).toBe(100);
  });
});

describe('signing keys', () => {
  const keys = createSigningKeys();

  it('publish nothing private', () => {
    expect(keys.public.keys.flatMap((key) => Object.keys(key))).not.toContain('d');
    expect(keys.private.keys.every((key) => typeof key.d === 'string')).toBe(true);
  });

  it('hold the signing key and its successor under the same ids in both sets', () => {
    const ids = keys.private.keys.map(({ kid }) => kid);
    expect(new Set(ids).size).toBe(2);
    expect(keys.public.keys.map(({ kid }) => kid)).toEqual(ids);
  });

  it('are named by their RFC 7638 thumbprint', async () => {
    for (const key of keys.public.keys) expect(key.kid).toBe(await calculateJwkThumbprint({ ...key }));
  });

  it.each([0, 1])('sign tokens that the public set verifies (key %i)', async (index) => {
    const { alg, kid, ...key } = keys.private.keys[index] as (typeof keys.private.keys)[number];
    const token = await new SignJWT({ sub: 'u1' })
      .setProtectedHeader({ alg, kid })
      .sign(await importJWK({ ...key }, alg));
    const { payload } = await jwtVerify(
      token,
      createLocalJWKSet({ keys: keys.public.keys.map((each) => ({ ...each })) }),
    );
    expect(payload.sub).toBe('u1');
  });
});
