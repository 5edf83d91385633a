import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks again and again until what is seen holds.
 * @throws with what was seen last, when it did not hold within `patienceMs`
 */
export async function waitUntil<Seen>(
  what: string,
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
  patienceMs = 30_000,
): Promise<Seen> {
  const deadline = Date.now() + patienceMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 250)) {
    const seen = await look();
    if (holds(seen)) {
      return seen;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what} did not come true within ${patienceMs} ms; seen last: ${JSON.stringify(seen)}`);
    }
    await sleep(pauseMs);
  }
}
