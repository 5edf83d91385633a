/**
 * The results of all steps, or one error with what every failing step said, so that everything can be mended before the
 * next run.
 */
export function attemptAll<T>(steps: readonly (() => T)[]): T[] {
  const results: T[] = [];
  const errors = new Map<string, unknown>();
  for (const step of steps) {
    try {
      results.push(step());
    } catch (error) {
      errors.set(error instanceof Error ? error.message : String(error), error);
    }
  }
  const [first, ...others] = errors.values();
  if (others.length > 0) throw new AggregateError(errors.values(), [...errors.keys()].join('\n\n'));
  if (errors.size > 0) throw first;
  return results;
}
