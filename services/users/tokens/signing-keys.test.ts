import { createLogger } from '@flotilla/runtime';
import { makeSigningKey, signingKeys } from '../testing/signing-keys';
import { watchSigningKeys } from '.';

const logger = createLogger({ service: 'users', level: 'silent' as 'fatal' });
const [one, other] = [makeSigningKey(), makeSigningKey()];
const keysOf = (value: string) => watchSigningKeys({ value }, logger)();

test('the first key signs and the public halves of all are published', () => {
  const { signer, published, publishedJson } = keysOf(signingKeys(one, other));
  expect(signer.kid).toBe(one.kid);
  expect(published.keys.map(({ kid, x }) => ({ kid, x }))).toEqual([
    { kid: one.kid, x: one.x },
    { kid: other.kid, x: other.x },
  ]);
  expect(publishedJson).not.toContain('"d"');
  expect(publishedJson).not.toContain(one.d);
});

test.each([
  ['no JSON', `secret ${one.d}`, 'it is no JSON'],
  ['no set', '"text"', 'the text'],
  ['an empty set', signingKeys(), 'keys is'],
  ['a key without its private half', signingKeys({ ...one, d: undefined as unknown as string }), 'keys.0.d'],
  ['a key of another kind', signingKeys(one, { ...other, crv: 'X25519' }), 'keys.1.crv'],
  ['a key that is none', signingKeys({ ...one, d: 'AAAA' }), 'keys.0 is no Ed25519 key'],
  ['halves of two keys', signingKeys({ ...one, x: other.x }), 'x of keys.0'],
  ['one key id twice', signingKeys(one, { ...other, kid: one.kid }), 'the same kid'],
])('%s is refused at start, with what is wrong and nothing of the secret', (_, text, reason) => {
  let message = '';
  try {
    keysOf(text);
  } catch (error) {
    message = `${(error as Error).message} ${(error as Error).cause ?? ''}`;
  }
  expect(message).toContain(reason);
  expect(message).not.toContain(one.d);
});

test('a new set replaces the old one, and a useless one does not', () => {
  const secret = { value: signingKeys(one) };
  const keys = watchSigningKeys(secret, logger);
  secret.value = signingKeys(other, one);
  expect(keys().signer.kid).toBe(other.kid);
  secret.value = '{}';
  expect(keys().signer.kid).toBe(other.kid);
  secret.value = signingKeys(one);
  expect(keys().signer.kid).toBe(one.kid);
});
