import { randomFillSync } from 'node:crypto';

/**
 * A generator of UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then a 12 bit counter within the
 * millisecond (§6.2 method 1), then 62 random bits. Ids of one generator sort in the order they were made, which
 * keeps primary key inserts at the right edge of the index.
 *
 * @param now clock in milliseconds; when it steps back, ids go on from the latest time seen
 */
export function uuidV7Generator(now: () => number = Date.now): () => string {
  let lastMs = -1;
  let counter = 0;
  const bytes = Buffer.alloc(16);
  return () => {
    randomFillSync(bytes, 6);
    const ms = Math.max(now(), lastMs);
    // A fresh millisecond starts in the lower half, so that the counter has room to grow.
    counter = ms === lastMs ? counter + 1 : bytes.readUInt16BE(6) & 0x7ff;
    lastMs = ms;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
    bytes.writeUIntBE(lastMs, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
