import { Expression, type JsonObject, Structure, type Template } from './template';

/**
 * A copy of values that are written in TypeScript, without the members that are undefined.
 * @throws Error that names every member that is no plain data, which JSON would drop or change without a word
 */
export function plainValues(values: unknown): JsonObject {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new Error(`values: found ${shown(values)}, expected a map of values; write {} to override nothing`);
  }
  const problems: string[] = [];
  const copy = copyOf(values, ['values'], [], () => false, problems);
  if (problems.length > 0) throw new Error(`${problems.length} problem(s) with the values\n  ${problems.join('\n  ')}`);
  return copy as JsonObject;
}

/**
 * A copy of one value that is written in TypeScript and may have values of the chart in it, as placeholders or expressions.
 * @param place where it stands, for messages
 * @throws Error that names every member that is neither of them nor plain data
 */
export function plainTemplate(value: unknown, place: string): Template {
  const problems: string[] = [];
  const copy = copyOf(value, [place], [], isExpression, problems);
  if (problems.length > 0) throw new Error(problems.join('\n  '));
  return copy;
}

function isExpression(value: unknown): boolean {
  return value instanceof Expression || value instanceof Structure;
}

function copyOf(
  value: unknown,
  path: readonly string[],
  around: readonly object[],
  admitted: (value: unknown) => boolean,
  problems: string[],
): Template {
  if (admitted(value)) return value as Template;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value) && !around.includes(value)) {
    return value.map((item, index) => copyOf(item, [...path, `${index}`], [...around, value], admitted, problems));
  }
  if (isMap(value) && !around.includes(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(
      members.map(([key, member]) => [key, copyOf(member, [...path, key], [...around, value], admitted, problems)]),
    );
  }
  const found = around.includes(value as object) ? 'a map or list that holds itself' : shown(value);
  problems.push(
    `${path.join('.')}: found ${found}, expected plain data: text, a finite number, true, false, null, a list or a map; ` +
      'change it or remove it',
  );
  return null;
}

/** Not by the prototype: values may come from another realm, as in Jest. */
function isMap(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  return `a ${typeof value === 'object' ? value.constructor?.name : typeof value}`;
}
