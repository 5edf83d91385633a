import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats a look at the world until it holds: waits for conditions instead of times.
 * @param look throws, or gives false, while the condition does not hold; its result is passed on when it does
 * @throws the last error when it never held within `patienceMs`
 */
export async function eventually<T>(look: () => Promise<T> | T, patienceMs = 15_000): Promise<Exclude<T, false>> {
  const deadline = Date.now() + patienceMs;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 1.5, 100)) {
    try {
      const result = await look();
      if (result !== false) {
        return result as Exclude<T, false>;
      }
      if (Date.now() > deadline) {
        throw new Error(`the condition did not hold within ${patienceMs} ms: ${look}`);
      }
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await sleep(waitMs);
  }
}
