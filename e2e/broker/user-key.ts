import { generateKeyPairSync, sign } from 'node:crypto';

/** A broker user's key pair for one run. */
export interface UserKey {
  /** Public nkey, `U...`. */
  readonly publicKey: string;
  /** Signature of the server's nonce, as the protocol's CONNECT has it. */
  signatureOf(nonce: string): string;
}

/**
 * Makes an nkey with node:crypto, because the JavaScript implementation of Ed25519 in nkeys.js takes 0.1 s for each
 * signature under Jest, and there are hundreds.
 */
export function makeUserKey(): UserKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return {
    publicKey: encodedUser(Buffer.from(x as string, 'base64url')),
    signatureOf: (nonce) => sign(null, Buffer.from(nonce), privateKey).toString('base64url'),
  };
}

/** Prefix byte of a user, key, CRC-16 in little endian, all in base32 (nats-io/nkeys, README). */
function encodedUser(key: Buffer): string {
  const userPrefix = 20 << 3;
  const body = Buffer.concat([Buffer.from([userPrefix]), key]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc16(body));
  return base32(Buffer.concat([body, checksum]));
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

/** RFC 4648, without padding. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  return digits.map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(digit.padEnd(5, '0'), 2)]).join('');
}
