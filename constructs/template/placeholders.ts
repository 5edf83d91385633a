import { Text, type TextPart } from './kinds/text';
import { Expression, Structure, type Template, type TemplateObject } from './node';

/**
 * Expressions on their way through cdk8s. Its constructs take strings and numbers, check them, and copy them into new
 * objects by a list of known fields; so an expression travels as a string or number that passes those checks and can be
 * recognised afterwards.
 */
const expressions: Expression[] = [];
const idOf = new WeakMap<Expression, number>();

/** Keys and indices that lead to a place. */
type Path = readonly (string | number)[];

// Letters and digits only, so that it passes wherever a DNS label, a label value or a path segment is expected.
// The second form is a number that became part of a text, as in `${port}/TCP`.
const anyToken = /zfv([0-9a-z]{6})z|(880[0-9]{13})/g;
const manyDigits = /[0-9]{12,}/g;
// What is left of a token of which a part was taken, or which is in capitals; by itself, as base64 may have it inside.
const tokenRemains = /(?<![0-9A-Za-z])(?:[zZ]fv0[0-9a-z]{0,5}z?|ZFV0[0-9A-Z]{0,5}Z?)(?![0-9A-Za-z])/;
/** Most texts hold nothing of the kind: one look at each. */
const worthReading = /zfv0|[0-9]{12}/i;

// Positive safe integers that no one means: they pass through Duration, Size and Cpu in the unit they were given in.
// Each is one more than a multiple of the step, so that what is calculated from it is another kind of number: a sum
// is no token, a part is no whole number (the step is 2 * 3 * 5 * 7 * 11 * 13).
const numberStep = 30_030;
const numberBase = 8_806_931_704_530_960;
/** Numbers from here on are looked at: no value of Kubernetes that is given as a number comes near. */
const large = 1_000_000_000;
const suspicious = 1_000_000_000_000_000;
/** What values are multiplied with and divided by. */
const usualFactors = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 24, 30, 32, 50, 60, 64, 100, 128, 256, 512, 1_000, 1_024],
  ...[3_600, 10_000, 60_000, 86_400, 1e6, 2 ** 20, 3_600_000, 1e9, 2 ** 30],
];

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
  return numberBase + register(expression) * numberStep + 1;
}

function expressionOfToken([, id, number]: RegExpMatchArray): Expression | undefined {
  return id === undefined ? expressionOfNumber(Number(number)) : expressions[Number.parseInt(id, 36)];
}

/** Whether anything in plain data stands for an expression. */
export function holdsPlaceholder(data: unknown): boolean {
  return [...JSON.stringify(data).matchAll(anyToken)].some((match) => expressionOfToken(match) !== undefined);
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
  if (typeof data === 'string') return substituteString(data, path, depth);
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
    if (worthReading.test(key) && substituteString(key, path, depth) instanceof Expression) {
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

function placeOf(path: Path, depth: number): string {
  return path.slice(0, depth).join('/');
}

function substituteString(text: string, path: Path, depth: number): Template {
  if (!worthReading.test(text)) return text;
  const fragments: TextPart[] = [];
  let end = 0;
  const pushLiteral = (until: number): void => {
    if (until === end) return;
    const literal = text.slice(end, until);
    const [remains] = tokenRemains.exec(literal) ?? [];
    if (remains !== undefined) {
      throw new Error(
        `${placeOf(path, depth)}: found "${remains}", a part of what stands for a value, or that in capitals; expected the ` +
          'whole of it. A value cannot be cut or changed here: ask for it in the form in which it is needed.',
      );
    }
    for (const [digits] of literal.matchAll(manyDigits)) {
      if (isCalculated(Number(digits))) refuseCalculated(digits, path, depth);
    }
    fragments.push(literal);
  };
  for (const match of text.matchAll(anyToken)) {
    const expression = expressionOfToken(match);
    if (expression === undefined) continue;
    pushLiteral(match.index);
    fragments.push(expression);
    end = match.index + match[0].length;
  }
  pushLiteral(text.length);
  if (fragments.length > 1) return new Text(fragments);
  return fragments[0] instanceof Expression ? fragments[0] : text;
}

function substituteNumber(number: number, path: Path, depth: number): Template {
  if (Math.abs(number) < large) return number;
  const expression = expressionOfNumber(number);
  if (expression !== undefined) return expression;
  if (!Number.isInteger(number) || Math.abs(number) >= suspicious || isCalculated(Math.abs(number))) {
    refuseCalculated(number, path, depth);
  }
  return number;
}

function expressionOfNumber(number: number): Expression | undefined {
  const steps = (number - numberBase - 1) / numberStep;
  return Number.isInteger(steps) ? expressions[steps] : undefined;
}

/** Whether a number is near a multiple or a part of one that stands for a value. */
function isCalculated(number: number): boolean {
  const isNear = (original: number): boolean =>
    original > numberBase - large && original < numberBase + expressions.length * numberStep + large;
  return number >= large && usualFactors.some((factor) => isNear(number * factor) || isNear(number / factor));
}

function refuseCalculated(found: number | string, path: Path, depth: number): never {
  throw new Error(
    `${placeOf(path, depth)}: found ${found}, a number that came from a value by calculation; expected the value as it is. ` +
      'Give the value in the unit in which Kubernetes wants it. If no value is in it, write so large a number as a text with a unit, such as "1Pi".',
  );
}

/** A template as an author writes it, with placeholders in it, as the tree of literals and expressions that it means. */
export function template(data: Template): Template {
  return substitute(data, 'template');
}

/** The expression that a string placeholder stands for, or the text with its placeholders replaced. */
export function expressionOf(text: string): Expression {
  const template = substituteString(text, ['a text'], 1);
  return template instanceof Expression ? template : new Text([text]);
}

/** The expression that a number placeholder stands for, for conditions. */
export function integerOf(number: number): Expression {
  const expression = substituteNumber(number, ['an integer'], 1);
  if (expression instanceof Expression) return expression;
  throw new Error(`found the number ${number}, expected a value declared with \`values.integer\``);
}
