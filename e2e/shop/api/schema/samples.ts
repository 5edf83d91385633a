import fc from 'fast-check';

/** Begins every sequence of random values; E2E_SEED repeats a run. */
export const seed = Number(process.env.E2E_SEED ?? Math.floor(Math.random() * 2 ** 31));

export function samplesOf<T>(values: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(values, { numRuns: count, seed });
}

export function oneOf<T>(values: fc.Arbitrary<T>): T {
  return samplesOf(values, 1)[0] as T;
}
