import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../template';
import { expectation } from './expectation';
import { nothing, type Schema, type SchemaType } from './schema';

/** One thing that a schema refuses of a value. */
export interface ValueProblem {
  /** Keys and indices that lead to it. */
  readonly path: readonly string[];
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

/**
 * Everything that a schema refuses of a value: what any validator of JSON Schema draft-07 would refuse, one problem for
 * each place. The schema is read as it is, not compiled: each chart has its own, and most are asked once.
 */
export function validateValue(schema: Schema, value: Json): ValueProblem[] {
  const problems: ValueProblem[] = [];
  validateAt(schema, value, [], problems);
  return problems;
}

function validateAt(schema: Schema, value: Json, path: readonly string[], problems: ValueProblem[]): void {
  if (!admitsItself(schema, value)) {
    problems.push({ path, found: shown(value), expected: expectation(schema), fix: fixOf(schema) });
    return;
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    for (const [index, item] of value.entries()) validateAt(items, item, [...path, `${index}`], problems);
  } else if (typeof value === 'object' && value !== null) {
    validateMap(schema, value, path, problems);
  }
  for (const part of schema.allOf ?? []) validateAt(part, value, path, problems);
}

function validateMap(schema: Schema, map: JsonObject, path: readonly string[], problems: ValueProblem[]): void {
  const { properties = {}, patternProperties = {}, required = [], additionalProperties = true } = schema;
  for (const key of required) {
    if (Object.hasOwn(map, key)) continue;
    const expected = expectation(properties[key] ?? {});
    const fix = 'give it a value, or leave it out instead of setting it to null';
    problems.push({ path: [...path, key], found: 'nothing', expected, fix });
  }
  for (const key of Object.keys(map)) {
    const at = [...path, key];
    const value = map[key] as Json;
    const members = Object.entries(patternProperties)
      .filter(([pattern]) => expressionOf(pattern).test(key))
      .map(([, member]) => member);
    if (Object.hasOwn(properties, key)) members.unshift(properties[key] as Schema);
    if (members.length === 0 && typeof additionalProperties === 'object') members.push(additionalProperties);
    else if (members.length === 0 && !additionalProperties) problems.push(unknownKey(at, schema));
    const before = problems.length;
    for (const member of members) if (problems.length === before) validateAt(member, value, at, problems);
  }
}

function unknownKey(path: readonly string[], { properties = {}, patternProperties }: Schema): ValueProblem {
  if (patternProperties !== undefined) {
    const expected = `a key that matches ${Object.keys(patternProperties).join(' or ')}`;
    return { path, found: `the key ${shown(path.at(-1) as string)}`, expected, fix: 'use another key' };
  }
  const expected = `one of ${Object.keys(properties).sort().join(', ')}`;
  return { path, found: 'a key that is not a value of this chart', expected, fix: 'correct the name or remove it' };
}

function admits(schema: Schema, value: Json): boolean {
  const problems: ValueProblem[] = [];
  validateAt(schema, value, [], problems);
  return problems.length === 0;
}

/** What a schema says of a value, without what it says of its members. */
function admitsItself(schema: Schema, value: Json): boolean {
  const { type, anyOf, not } = schema;
  if (type !== undefined) {
    const matches = typeof type === 'string' ? hasType(type, value) : type.some((each) => hasType(each, value));
    if (!matches) return false;
  }
  return (
    (schema.enum === undefined || schema.enum.some((choice) => isDeepStrictEqual(choice, value))) &&
    admitsSize(schema, value) &&
    (anyOf === undefined || anyOf.some((each) => admits(each, value))) &&
    (not === undefined || !admits(not, value))
  );
}

function hasType(type: SchemaType, value: Json): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function admitsSize(schema: Schema, value: Json): boolean {
  if (typeof value === 'string') {
    const { pattern, minLength, maxLength } = schema;
    return (
      (pattern === undefined || expressionOf(pattern).test(value)) &&
      ((minLength === undefined && maxLength === undefined) || within([...value].length, minLength, maxLength))
    );
  }
  if (typeof value === 'number') return within(value, schema.minimum, schema.maximum);
  if (Array.isArray(value)) return within(value.length, schema.minItems, schema.maxItems);
  if (typeof value === 'object' && value !== null) return within(Object.keys(value).length, schema.minProperties);
  return true;
}

function within(size: number, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY): boolean {
  return size >= minimum && size <= maximum;
}

// The schemas of a fleet's charts share their patterns.
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const expression = new RegExp(pattern, 'u');
  expressions.set(pattern, expression);
  return expression;
}

function fixOf(schema: Schema): string {
  if (schema === nothing) return 'use another key';
  return schema.default === undefined ? 'change it' : `change it, or leave it out to have ${shown(schema.default)}`;
}

/** A value as a message shows it; a program may have put anything there. */
function shown(value: Json): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
