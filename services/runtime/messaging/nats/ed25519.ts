import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import 'nkeys.js';
import { getEd25519Helper, setEd25519Helper } from 'nkeys.js/lib/helper';

/*
 * Has nkeys.js sign with node:crypto. Its own Ed25519 is written in JavaScript: 50 ms of processor time at every
 * connect, and 700 ms under Jest, which on a busy machine is longer than nats-server waits for a signature.
 */

/** What stands before the 32 bytes of a private and of a public key in DER (RFC 8410 §7, §4). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');

function privateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
}

function publicKey(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spki, bytes]), format: 'der', type: 'spki' });
}

setEd25519Helper({
  ...getEd25519Helper(),
  fromSeed(seed) {
    const bytes = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(spki.length);
    // A secret key is the seed with the public key behind it (RFC 8032, and libsodium with it).
    return { publicKey: bytes, secretKey: Buffer.concat([seed, bytes]) };
  },
  sign: (data, key) => sign(null, data, privateKey(key.subarray(0, 32))),
  verify: (data, signature, bytes) => verify(null, data, publicKey(bytes), signature),
});
