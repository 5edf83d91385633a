import { z } from 'zod';

/**
 * An integer that arrives as text, in a path or a query. What JavaScript would take for one is none where JSON Schema
 * says so: an empty text, `0x10`, ` 1`.
 *
 * @param schema of the number, e.g. `z.int().min(0)`
 */
export function integerText(schema: z.ZodNumber) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+(\.0+)?$/.test(value) ? Number(value) : value),
    schema,
  );
}
