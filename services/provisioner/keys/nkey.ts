import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/*
 * Key pairs of NATS users, made and used with node:crypto: the Ed25519 of nkeys.js is written in JavaScript, which
 * under Jest on a busy machine takes longer for a signature than nats-server waits for it.
 */

/** The Ed25519 key pair of a NATS user. */
export interface Nkey {
  /** `SU…`, the secret half. */
  readonly seed: string;
  /** `U…`, what the server knows. */
  readonly publicKey: string;
}

/** Signs the nonce with which a server greets; an authenticator of the client `nats`. */
export type NkeySigner = (nonce?: string) => { readonly nkey: string; readonly sig: string };

/** Prefix bytes (nats-io/nkeys, strkey.go); the one of the user is told in the seed too, over two bytes. */
const prefix = { seed: 18 << 3, user: 20 << 3 } as const;

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createNkey(): Nkey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const head = [prefix.seed | (prefix.user >> 5), (prefix.user & 31) << 3];
  return { seed: encoded(head, jwkBytes(privateKey, 'd')), publicKey: publicKeyOf(privateKey) };
}

/** @throws for what is no seed of a user */
export function nkeySigner(seed: string): NkeySigner {
  if (!/^SU[A-Z2-7]{56}$/.test(seed)) {
    throw new Error(
      'this is no seed of a NATS user; expected SU and 56 letters and digits, as `nk -gen user` prints it',
    );
  }
  const secret = decoded(seed).subarray(2, 34);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: 'der', type: 'pkcs8' });
  const nkey = publicKeyOf(key);
  return (nonce = '') => ({ nkey, sig: sign(null, Buffer.from(nonce), key).toString('base64url') });
}

function publicKeyOf(key: KeyObject): string {
  return encoded([prefix.user], jwkBytes(key, 'x'));
}

function jwkBytes(key: KeyObject, field: 'd' | 'x'): Buffer {
  return Buffer.from(key.export({ format: 'jwk' })[field] as string, 'base64url');
}

/** Prefix, key and CRC-16 in little endian, in base32. */
function encoded(head: readonly number[], key: Buffer): string {
  const body = Buffer.from([...head, ...key]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc16(body));
  const bits = [...body, ...checksum].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((digit) => alphabet[Number.parseInt(digit.padEnd(5, '0'), 2)]).join('');
}

/** RFC 4648, without padding. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decoded(text: string): Buffer {
  const bits = [...text].map((digit) => alphabet.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** CRC-16/XMODEM: polynomial 0x1021, start 0. */
function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
}
