import type { JsonSchema } from '@flotilla/runtime';
import { type Html, html, prose } from './html';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Follows a reference. @returns the schema, and its name where it has one */
export function resolve(schema: JsonSchema, schemas: Schemas): { readonly schema: JsonSchema; readonly name?: string } {
  const name = typeof schema.$ref === 'string' ? schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1) : undefined;
  return name === undefined ? { schema } : { schema: schemas[name] ?? {}, name };
}

/** What is in an answer: itself, or for a stream what the data of each event holds. */
export function contentOf({ schema }: { readonly schema: JsonSchema }): JsonSchema {
  const { data } = (schema.properties ?? {}) as { data?: JsonSchema };
  return (data?.contentSchema as JsonSchema | undefined) ?? schema;
}

/** What a value is, in a few words: `uuid`, `integer, 1 to 100`, `list of Product`. */
export function typeText(given: JsonSchema, schemas: Schemas): string {
  const { schema, name } = resolve(given, schemas);
  if (name !== undefined) {
    return name;
  }
  const alternatives = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  if (alternatives !== undefined) {
    return alternatives.map((alternative) => typeText(alternative, schemas)).join(' or ');
  }
  if (Array.isArray(schema.enum)) {
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  }
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const);
  }
  if (schema.type === 'array') {
    return [`list of ${typeText((schema.items ?? {}) as JsonSchema, schemas)}`, ...bounds(schema, 'Items')].join(', ');
  }
  const type = [schema.format ?? schema.type ?? 'any value'].flat().join(' or ');
  return [type, ...bounds(schema, ''), ...bounds(schema, 'Length')].join(', ');
}

/** JavaScript's safe integers bound every integer, which tells nobody anything. */
const boundless = new Set<unknown>([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

function bounds(schema: JsonSchema, of: '' | 'Length' | 'Items'): string[] {
  const [lowest, highest] = of === '' ? ['minimum', 'maximum'] : [`min${of}`, `max${of}`];
  const from = boundless.has(schema[lowest as string]) ? undefined : schema[lowest as string];
  const to = boundless.has(schema[highest as string]) ? undefined : schema[highest as string];
  if (from === undefined && to === undefined) {
    return [];
  }
  const unit = of === 'Length' ? ' characters' : of === 'Items' ? ' items' : '';
  return [
    from === undefined
      ? `at most ${to}${unit}`
      : to === undefined
        ? `at least ${from}${unit}`
        : `${from} to ${to}${unit}`,
  ];
}

/** Properties of an object, one below the other, with those of the objects in it. */
export function propertyList(given: JsonSchema, schemas: Schemas, above: readonly string[] = []): Html {
  const { schema, name } = resolve(itemsOf(given, schemas), schemas);
  const { properties = {}, required = [] } = schema as {
    properties?: Readonly<Record<string, JsonSchema>>;
    required?: readonly string[];
  };
  const names = Object.keys(properties);
  if (names.length === 0 || (name !== undefined && above.includes(name))) {
    return html``;
  }
  const path = name === undefined ? above : [...above, name];
  return html`<ul class="properties">${names.map((key) => {
    const property = properties[key] as JsonSchema;
    return html`<li><code>${key}</code>${required.includes(key) ? html`` : html` <em>optional</em>`}
      <span class="type">${typeText(property, schemas)}</span>${note(property)}${propertyList(property, schemas, path)}</li>`;
  })}</ul>`;
}

/** Default and description of a value. */
export function note(schema: JsonSchema): Html {
  const fallback =
    schema.default === undefined ? html`` : html` <span class="type">default ${JSON.stringify(schema.default)}</span>`;
  return typeof schema.description === 'string'
    ? html`${fallback} <span class="note">${prose(schema.description)}</span>`
    : fallback;
}

function itemsOf(given: JsonSchema, schemas: Schemas): JsonSchema {
  const { schema } = resolve(given, schemas);
  return schema.type === 'array' ? ((schema.items ?? {}) as JsonSchema) : given;
}

const samples: Readonly<Record<string, unknown>> = {
  uuid: '0199d1f0-7c1a-7b3e-9f54-3c2a1b0d9e8f',
  'date-time': '2026-01-31T12:00:00Z',
  email: 'ada@example.com',
  boolean: true,
  null: null,
};

/** A value that looks like what the schema describes. */
export function sample(given: JsonSchema, schemas: Schemas, depth = 0): unknown {
  const { schema } = resolve(given, schemas);
  const [first] = (schema.anyOf ?? schema.oneOf ?? schema.enum ?? []) as readonly unknown[];
  if (first !== undefined) {
    return Array.isArray(schema.enum) ? first : sample(first as JsonSchema, schemas, depth);
  }
  if (schema.const !== undefined || schema.default !== undefined) {
    return schema.const ?? schema.default;
  }
  if (schema.type === 'array') {
    return depth > 8 ? [] : [sample((schema.items ?? {}) as JsonSchema, schemas, depth + 1)];
  }
  if (schema.type === 'object') {
    const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
    return Object.fromEntries(properties.map(([key, property]) => [key, sample(property, schemas, depth + 1)]));
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    return boundless.has(schema.minimum) ? 1 : Math.max(1, Number(schema.minimum ?? 1));
  }
  return samples[String(schema.format ?? schema.type)] ?? textSample(schema);
}

function textSample({ pattern, minLength }: JsonSchema): string {
  if (pattern === '^[A-Z]{3}$') {
    return 'EUR';
  }
  const text = 'text';
  return text.padEnd(Number(minLength ?? 0), '-text');
}
