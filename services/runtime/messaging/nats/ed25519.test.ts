import { nkeyAuthenticator } from 'nats';
import { createUser, fromPublic, fromSeed } from 'nkeys.js';
import { getEd25519Helper } from 'nkeys.js/lib/helper';

const ofNkeys = getEd25519Helper();
// After the line above, which keeps what nkeys.js has without it.
require('./ed25519');

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('keys and signatures are those of nkeys.js, and the client of NATS signs with them', () => {
  const helper = getEd25519Helper();
  expect(helper.sign).not.toBe(ofNkeys.sign);
  const seed = Buffer.alloc(32, 7);
  const data = Buffer.from('a nonce');
  const [pair, expected] = [helper.fromSeed(seed), ofNkeys.fromSeed(seed)];
  expect([text(pair.publicKey), text(pair.secretKey)]).toEqual([text(expected.publicKey), text(expected.secretKey)]);
  expect(text(helper.sign(data, pair.secretKey))).toBe(text(ofNkeys.sign(data, pair.secretKey)));
  expect(helper.verify(data, ofNkeys.sign(data, pair.secretKey), pair.publicKey)).toBe(true);
  expect(helper.verify(Buffer.from('another'), ofNkeys.sign(data, pair.secretKey), pair.publicKey)).toBe(false);

  const user = createUser();
  const { nkey, sig } = nkeyAuthenticator(user.getSeed())('a nonce') as { nkey: string; sig: string };
  expect(nkey).toBe(user.getPublicKey());
  const signature = Buffer.from(sig, 'base64url');
  expect(fromPublic(nkey).verify(data, signature)).toBe(true);
  expect(text(fromSeed(user.getSeed()).sign(data))).toBe(text(signature));
});
