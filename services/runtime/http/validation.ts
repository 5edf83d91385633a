import type { z } from 'zod';
import { type FieldError, Problem } from '../errors';

/** Most errors that an answer lists. */
const listed = 20;

/** What is wrong, as paths below a part of the request: `body.items[0].quantity`. */
export function fieldErrors(part: string, error: z.ZodError): FieldError[] {
  return error.issues.slice(0, listed).map(({ path, message }) => ({
    path: path.reduce<string>(
      (parent, key) => (typeof key === 'number' ? `${parent}[${key}]` : `${parent}.${String(key)}`),
      part,
    ),
    message,
  }));
}

/** @throws `Problem` that names every field of this part which its schema refuses */
export function validate(schema: z.ZodType, part: string, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new Problem('validation-failed', { errors: fieldErrors(part, result.error) });
  }
  return result.data;
}
