import { Text, type TextPart } from './kinds/text';
import { Expression, Structure, type Template, type TemplateObject } from './node';

/**
 * Expressions on their way through cdk8s. Its constructs take strings and numbers, check them, and copy them into new
 * objects by a list of known fields; so an expression travels as a string or number that passes those checks and can be
 * recognised afterwards.
 */
const expressions: Expression[] = [];
const idOf = new WeakMap<Expression, number>();

// Letters and digits only, so that it passes wherever a DNS label, a label value or a path segment is expected.
// The second form is a number placeholder that became part of a text, as in `${port}/TCP`.
const anyToken = /zfv([0-9a-z]{6})z|(880[0-9]{13})/g;
// Positive safe integers that no one means: they pass through Duration, Size and Cpu in the unit they were given in.
const numberBase = 8_800_000_000_000_000;
const suspicious = 1_000_000_000_000_000;

function register(expression: Expression): number {
  const known = idOf.get(expression);
  if (known !== undefined) return known;
  expressions.push(expression);
  const id = expressions.length - 1;
  idOf.set(expression, id);
  return id;
}

/** A string that stands for an expression. */
export function stringPlaceholder(expression: Expression): string {
  return `zfv${register(expression).toString(36).padStart(6, '0')}z`;
}

/** A number that stands for an integer expression. It must not be calculated with. */
export function numberPlaceholder(expression: Expression): number {
  return numberBase + register(expression);
}

/** Turns placeholders in plain data into the expressions they stand for. The result shares nothing with the data. */
export function substitute(data: unknown, place: string): Template {
  return substituteInPlace(copyOf(data), place);
}

/** The same, for data that belongs to the caller alone: it becomes the template. */
export function substituteInPlace(data: unknown, place: string): Template {
  return substituteAt(data, [place], 1);
}

function copyOf(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || data instanceof Expression || data instanceof Structure) return data;
  if (Array.isArray(data)) return data.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const key in data) copy[key] = copyOf((data as Record<string, unknown>)[key]);
  return copy;
}

/** The first `depth` elements of `path` lead to the data, for messages; it is the same array for all of a document. */
function substituteAt(data: unknown, path: (string | number)[], depth: number): Template {
  if (typeof data === 'string') return substituteString(data);
  if (typeof data === 'number') return substituteNumber(data, path, depth);
  if (typeof data !== 'object' || data === null || data instanceof Expression || data instanceof Structure) {
    return data as Template;
  }
  if (Array.isArray(data)) {
    for (let index = 0; index < data.length; index++) {
      path[depth] = index;
      const item = substituteAt(data[index], path, depth + 1);
      if (item !== data[index]) data[index] = item;
    }
    return data;
  }
  const map = data as TemplateObject;
  for (const key in map) {
    if (key.includes('zfv') && substituteString(key) instanceof Expression) {
      throw new Error(
        `${placeOf(path, depth)}: found a value as a key, expected a literal key. Use an edit that spreads a map instead.`,
      );
    }
    path[depth] = key;
    const member = substituteAt(map[key], path, depth + 1);
    if (member !== map[key]) map[key] = member;
  }
  return map;
}

function placeOf(path: readonly (string | number)[], depth: number): string {
  return path.slice(0, depth).join('/');
}

function substituteString(text: string): Template {
  if (!text.includes('zfv') && !text.includes('880')) return text;
  const fragments: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(anyToken)) {
    const expression =
      expressions[match[1] === undefined ? Number(match[2]) - numberBase : Number.parseInt(match[1], 36)];
    if (expression === undefined) continue;
    if (match.index > end) fragments.push(text.slice(end, match.index));
    fragments.push(expression);
    end = match.index + match[0].length;
  }
  if (fragments.length === 0) return text;
  if (end < text.length) fragments.push(text.slice(end));
  return fragments.length === 1 ? (fragments[0] as Expression) : new Text(fragments);
}

function substituteNumber(number: number, path: readonly (string | number)[], depth: number): Template {
  if (Math.abs(number) < suspicious || !Number.isInteger(number)) return number;
  const expression = expressions[number - numberBase];
  if (expression === undefined) {
    throw new Error(
      `${placeOf(path, depth)}: found ${number}, a number that came from a value by calculation; expected the value as it is. ` +
        'Give the value in the unit in which Kubernetes wants it.',
    );
  }
  return expression;
}

/** A template as an author writes it, with placeholders in it, as the tree of literals and expressions that it means. */
export function template(data: Template): Template {
  return substitute(data, 'template');
}

/** The expression that a string placeholder stands for, or the text with its placeholders replaced. */
export function expressionOf(text: string): Expression {
  const template = substituteString(text);
  return template instanceof Expression ? template : new Text([text]);
}

/** The expression that a number placeholder stands for, for conditions. */
export function integerOf(number: number): Expression {
  const expression = substituteNumber(number, ['an integer'], 1);
  if (expression instanceof Expression) return expression;
  throw new Error(`found the number ${number}, expected a value declared with \`values.integer\``);
}
