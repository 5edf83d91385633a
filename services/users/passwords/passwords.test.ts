import { hash, parseOptions } from '@node-rs/argon2';
import { createPasswords, type Passwords } from '.';

const { signal } = new AbortController();
const admit = async (): Promise<void> => undefined;

let passwords: Passwords;

beforeAll(async () => {
  passwords = await createPasswords(2);
});

test('a hash is argon2id of 19 MiB, two passes and one lane, and never the same twice', async () => {
  const [one, other] = [await passwords.hash('long enough', signal), await passwords.hash('long enough', signal)];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(other).not.toBe(one);
  expect(passwords.isOutdated(one)).toBe(false);
  expect(await passwords.matches({ password: 'long enough', hash: one, admit }, signal)).toBe(true);
  expect(await passwords.matches({ password: 'Long enough', hash: one, admit }, signal)).toBe(false);
});

test.each([
  ['memory', { memoryCost: 8_192 }],
  ['passes', { timeCost: 1 }],
])('a hash of less %s is outdated, and still compared', async (_, less) => {
  const weak = await hash('long enough', { memoryCost: 19_456, timeCost: 2, parallelism: 1, ...less });
  expect(parseOptions(weak)).toMatchObject(less);
  expect(passwords.isOutdated(weak)).toBe(true);
  expect(await passwords.matches({ password: 'long enough', hash: weak, admit }, signal)).toBe(true);
});

test('a password is the same however a keyboard composes its characters', async () => {
  const composed = await passwords.hash('caf\u00e9 au lait', signal);
  expect(await passwords.matches({ password: 'cafe\u0301 au lait', hash: composed, admit }, signal)).toBe(true);
});

test('nobody has no password', async () => {
  expect(await passwords.matches({ password: '', hash: undefined, admit }, signal)).toBe(false);
});

test('what is not admitted is not compared', async () => {
  const refuse = (): Promise<void> => Promise.reject(new Error('locked'));
  const comparison = passwords.matches({ password: 'any', hash: 'not even a hash', admit: refuse }, signal);
  await expect(comparison).rejects.toThrow('locked');
});
