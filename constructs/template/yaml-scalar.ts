import type { Json } from './node';

/** How strings are written in YAML so that a 1.1 and a 1.2 reader both give them back. */

// What a plain scalar may look like: no indicator at the start, nothing that ends it, nothing that is not a string.
const plainShape = /^[A-Za-z_/][A-Za-z0-9_./()$-]*(?:[ :][A-Za-z0-9_./()$-]+)*$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n|~|\.?inf|\.?nan|[0-9].*)$/i;
// Base 60 integers and dates begin with a digit, so the shape excludes them; words with an e or x do not parse as numbers.

/** The string as it is, where every YAML reader takes it for that string; else undefined. */
function plainScalar(text: string): string | undefined {
  if (text.length > 200 || !plainShape.test(text) || reserved.test(text)) return undefined;
  return text;
}

/** Any string as a scalar in one line. */
export function scalarText(text: string): string {
  return plainScalar(text) ?? quotedScalar(text);
}

const keyTexts = new Map<string, string>();

/** A key as YAML writes it. Documents have few keys, many times over, so each is looked at once. */
export function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = scalarText(key);
  keyTexts.set(key, text);
  return text;
}

/** A double-quoted scalar. JSON's escapes are YAML's; what JSON leaves bare but YAML does not print is escaped too. */
export function quotedScalar(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u00ad\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** True where a text can stand in a literal block scalar. */
export function printableBlock(text: string): boolean {
  // Tabs and control characters, other line breaks, surrogates, and lines of blanks only are left to quotes.
  return (
    /^[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]+$/.test(text) &&
    !/(^|\n) +(\n|$)/.test(text) &&
    !/^\n*$/.test(text)
  );
}

/** The first line of a literal block scalar that holds a text: whether it is indented, and what becomes of its end. */
export function blockHeader(text: string): string {
  const indicator = /^[ \n]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || text === '\n' ? '+' : '';
  return `|${indicator}${chomping}`;
}

/** JSON that a YAML reader reads too: characters that YAML does not print are escaped. */
export function quotedJson(value: Json): string {
  if (typeof value === 'string') return quotedScalar(value);
  if (Array.isArray(value)) return `[${value.map(quotedJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, member]) => `${quotedScalar(key)}: ${quotedJson(member)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}
