/** A value as a message shows it: as JSON where it is some, else by what it is; whatever a program may have put there. */
export function shown(value: unknown): string {
  const unwritten = wordFor(value);
  if (unwritten !== undefined) {
    return unwritten;
  }
  try {
    const text = JSON.stringify(value, (_, member) => wordFor(member) ?? member);
    const visible = text.replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped);
    return visible.length > 200 ? `${visible.slice(0, 197)}...` : visible;
  } catch {
    return 'an object that contains itself';
  }
}

/** What JSON does not write, or would write as something else. */
function wordFor(value: unknown): string | undefined {
  switch (typeof value) {
    case 'bigint':
      return `${value}n, a bigint`;
    case 'undefined':
      return 'undefined';
    case 'number':
      return Number.isFinite(value) ? undefined : String(value);
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    default:
      return isOpaque(value) ? `a ${(value as object).constructor.name}` : undefined;
  }
}

/** An object whose content is not in its fields, such as a Map or a Date: to a schema it is empty. */
export function isOpaque(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length > 0) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  // Of whatever realm: a plain object's prototype has none itself.
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
