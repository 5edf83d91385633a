import { nothing, type Schema, type SchemaType } from './schema';

const nouns: Readonly<Record<SchemaType, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
  null: 'null',
};

/** What a schema expects of a value itself, not of its members, in words that complete "expected ...". */
export function expectation(schema: Schema): string {
  if (schema === nothing) return 'nothing, because the chart has this key itself';
  if (schema.enum !== undefined) return choice(schema.enum.map((each) => JSON.stringify(each)));
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(expectation))].join(', or ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const noun = types.length === 0 ? 'a value' : types.map((type) => nouns[type]).join(' or ');
  const bounds = boundsOf(schema);
  return bounds.length === 0 ? noun : `${noun} ${bounds.join(' and ')}`;
}

function choice(options: readonly string[]): string {
  return options.length === 1 ? (options[0] as string) : `one of ${options.join(', ')}`;
}

function boundsOf(schema: Schema): string[] {
  const { pattern, not } = schema;
  return [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    range(schema.minProperties, undefined, ' entries'),
    pattern === undefined ? undefined : `that matches ${pattern}`,
    not?.enum === undefined ? undefined : `that is none of ${not.enum.map((each) => JSON.stringify(each)).join(', ')}`,
  ].filter((bound) => bound !== undefined);
}

function range(minimum: number | undefined, maximum: number | undefined, unit: string): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}${unit}`;
  if (minimum !== undefined) return `of at least ${minimum}${unit}`;
  return maximum === undefined ? undefined : `of at most ${maximum}${unit}`;
}
