import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { fieldErrors } from './validation';

/**
 * Compares what is sent with what the contract says. Done everywhere but in production, where the answer goes out as
 * it is: so a handler that gives away a field which its schema does not name fails in its tests, not unseen.
 *
 * @param route for the error message
 * @param json what is sent
 */
export function checkResponse(
  route: string,
  status: number,
  schema: z.ZodType | null | undefined,
  json: string | undefined,
): void {
  if (schema === undefined) {
    throw new Error(`${route} answered ${status}, which its contract does not name; add it to \`responses\``);
  }
  if (schema === null || json === undefined) {
    if (schema !== null || json !== undefined) {
      throw new Error(
        `${route} answered ${status} ${json === undefined ? 'without' : 'with'} a body, against its contract`,
      );
    }
    return;
  }
  const sent: unknown = JSON.parse(json);
  const result = schema.safeParse(sent);
  if (!result.success) {
    const errors = fieldErrors('body', result.error).map(({ path, message }) => `${path}: ${message}`);
    throw new Error(`${route} answered ${status} with a body that its contract refuses: ${errors.join('; ')}`);
  }
  if (!isDeepStrictEqual(result.data, sent)) {
    const fields = differences('body', result.data, sent).join(', ');
    throw new Error(`${route} answered ${status} with what its contract does not name: ${fields}`);
  }
}

/** Paths at which two JSON values differ. */
function differences(path: string, expected: unknown, sent: unknown): string[] {
  if (isDeepStrictEqual(expected, sent)) {
    return [];
  }
  if (!isContainer(expected) || !isContainer(sent)) {
    return [path];
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(sent)]);
  return [...keys].flatMap((key) => differences(`${path}.${key}`, expected[key], sent[key]));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
