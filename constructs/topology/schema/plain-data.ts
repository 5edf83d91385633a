import type { PathStep } from '../place';
import { isOpaque, shown } from './shown';

/** Something in a declaration that neither JSON nor YAML can hold, and that a schema may not see. */
export interface Unplain {
  readonly path: readonly PathStep[];
  readonly found: string;
}

/** All of a value that is no plain data. */
export function unplainPartsOf(value: unknown): Unplain[] {
  const parts: Unplain[] = [];
  visit(value, [], new Set(), parts);
  return parts;
}

/** @param around the objects that the value is in */
function visit(value: unknown, path: readonly PathStep[], around: Set<object>, parts: Unplain[]): void {
  if (typeof value === 'object') {
    if (value === null) return;
    if (isOpaque(value) || around.has(value)) {
      parts.push({ path, found: around.has(value) ? 'an object that contains itself' : shown(value) });
      return;
    }
    around.add(value);
    const entries: Iterable<[PathStep, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, member] of entries) visit(member, [...path, key], around, parts);
    around.delete(value);
  } else if (typeof value === 'string') {
    const wrong = wrongPartOfText(value);
    if (wrong !== undefined) parts.push({ path, found: `${shown(value)}, with ${wrong}` });
  } else if (
    typeof value === 'number' ? !Number.isFinite(value) : ['bigint', 'function', 'symbol'].includes(typeof value)
  ) {
    parts.push({ path, found: shown(value) });
  }
}

function wrongPartOfText(text: string): string | undefined {
  if (/\p{Surrogate}/u.test(text)) return 'half of a surrogate pair';
  return /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(text)
    ? 'a character that YAML does not print, or takes for the end of a line in one of its versions only'
    : undefined;
}
