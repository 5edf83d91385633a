const ageMs = 1_000;

/**
 * One reading for all gauges of a scrape: gauges are collected side by side, and each would ask for itself. A failed
 * reading gives `undefined`, since other metrics are worth having while the database or the broker is away.
 */
export function sharedReading<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let last: { at: number; reading: Promise<T | undefined> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > ageMs) {
      last = { at: Date.now(), reading: read().catch(() => undefined) };
    }
    return last.reading;
  };
}
