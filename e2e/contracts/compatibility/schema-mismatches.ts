import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  boundMismatches,
  isAnnotation,
  isBound,
  type JsonSchema,
  jsonTypes,
  type Mismatch,
  type Schema,
  typesOf,
} from './schema-keywords';

/** A schema, and the document that its references lead into. */
export interface SchemaIn {
  readonly schema: Schema;
  readonly document: JsonSchema;
}

/**
 * The one relation behind all rules of compatibility: what could go wrong when somebody sends values of one schema to
 * somebody who accepts values of another. None: every value that is sent is accepted.
 *
 * Fields that a schema does not name are not sent, and are ignored where they are not named. What cannot be decided
 * (two patterns, alternatives that only together accept everything) counts as a mismatch.
 */
export function schemaMismatches(sent: SchemaIn, accepted: SchemaIn): Mismatch[] {
  return new Comparison(sent.document, accepted.document).compare(sent.schema, accepted.schema, '');
}

type Resolved = JsonSchema | false;

class Comparison {
  readonly #sentDocument: JsonSchema;
  readonly #acceptedDocument: JsonSchema;
  /** Pairs of references under comparison: schemas may contain themselves. */
  readonly #pairs = new Set<string>();

  constructor(sentDocument: JsonSchema, acceptedDocument: JsonSchema) {
    this.#sentDocument = sentDocument;
    this.#acceptedDocument = acceptedDocument;
  }

  compare(sentSchema: Schema, acceptedSchema: Schema, where: string): Mismatch[] {
    const pair = referencesOf(sentSchema, acceptedSchema);
    if (pair !== undefined) {
      if (this.#pairs.has(pair)) {
        return [];
      }
      this.#pairs.add(pair);
    }
    const sent = resolve(sentSchema, this.#sentDocument);
    const accepted = resolve(acceptedSchema, this.#acceptedDocument);
    const result = this.#compareResolved(sent, accepted, where);
    if (pair !== undefined) {
      this.#pairs.delete(pair);
    }
    return result;
  }

  #compareResolved(sent: Resolved, accepted: Resolved, where: string): Mismatch[] {
    if (sent === false) {
      return [];
    }
    if (accepted === false) {
      return [{ where, problem: 'is not accepted at all' }];
    }
    for (const alternatives of [sent.anyOf, sent.oneOf]) {
      if (Array.isArray(alternatives)) {
        return alternatives.flatMap((alternative: Schema) => this.compare(alternative, accepted, where));
      }
    }
    for (const alternatives of [accepted.anyOf, accepted.oneOf]) {
      if (Array.isArray(alternatives)) {
        return this.#compareToAlternatives(sent, alternatives, where);
      }
    }
    if (Array.isArray(accepted.allOf)) {
      const { allOf, ...beside } = accepted;
      return [...(allOf as Schema[]), beside].flatMap((part) => this.compare(sent, part, where));
    }
    if (Array.isArray(sent.allOf)) {
      // Leaving out some of what holds of the values only makes them more.
      const { allOf, ...beside } = sent;
      const wholes = (allOf as Schema[]).map((part) => (typeof part === 'boolean' ? part : { ...beside, ...part }));
      const results = wholes.map((whole) => this.compare(whole, accepted, where));
      return results.find((result) => result.length === 0) ?? results[0] ?? [];
    }
    return valuesOf(sent) === undefined
      ? this.#compareKeywords(sent, accepted, where)
      : valueMismatches(valuesOf(sent) as unknown[], accepted, where);
  }

  #compareToAlternatives(sent: JsonSchema, alternatives: readonly Schema[], where: string): Mismatch[] {
    const types = typesOf(sent);
    if (types.length > 1 && types.length < jsonTypes.length) {
      return types.flatMap((type) => this.#compareToAlternatives({ ...sent, type }, alternatives, where));
    }
    const results = alternatives.map((alternative) => this.compare(sent, alternative, where));
    // What is nearest to being accepted explains best.
    return results.reduce((best, result) => (result.length < best.length ? result : best));
  }

  #compareKeywords(sent: JsonSchema, accepted: JsonSchema, where: string): Mismatch[] {
    const values = valuesOf(accepted);
    if (values !== undefined) {
      return [{ where, problem: `may be anything of its kind; accepted: ${values.map(text).join(', ')}` }];
    }
    const sentTypes = typesOf(sent);
    const acceptedTypes = typesOf(accepted);
    const foreign = sentTypes.filter(
      (type) => !acceptedTypes.includes(type) && !(type === 'integer' && acceptedTypes.includes('number')),
    );
    if (foreign.length > 0) {
      return [{ where, problem: `may be of type ${foreign.join(', ')}; accepted: ${acceptedTypes.join(', ')}` }];
    }
    return [
      ...boundMismatches(sent, accepted, where),
      ...(sentTypes.includes('object') ? this.#compareObjects(sent, accepted, where) : []),
      ...(sentTypes.includes('array') ? this.#compareArrays(sent, accepted, where) : []),
      ...Object.keys(accepted)
        .filter((keyword) => !(isBound(keyword) || isAnnotation(keyword) || structural.has(keyword)))
        .filter((keyword) => !isDeepStrictEqual(sent[keyword], accepted[keyword]))
        .map((keyword) => ({ where, problem: `has another ${keyword}; accepted: ${text(accepted[keyword])}` })),
    ];
  }

  #compareObjects(sent: JsonSchema, accepted: JsonSchema, where: string): Mismatch[] {
    const sentFields = fieldsOf(sent);
    const acceptedFields = fieldsOf(accepted);
    const sentRequired = requiredOf(sent);
    const left = requiredOf(accepted)
      .filter((name) => !sentRequired.includes(name))
      .map((name) => ({
        where: `${where}.${name}`,
        problem: name in sentFields ? 'may be left out; it is required' : 'is not sent; it is required',
      }));
    const others = accepted.additionalProperties as Schema | undefined;
    const named = Object.entries(sentFields).flatMap(([name, field]) => {
      const target = acceptedFields[name] ?? others;
      return target === undefined ? [] : this.compare(field, target, `${where}.${name}`);
    });
    const unnamed = sent.additionalProperties as Schema | undefined;
    const anyNamed =
      unnamed === undefined || unnamed === false || others === undefined
        ? []
        : this.compare(unnamed, others, `${where}.*`);
    return [...left, ...named, ...anyNamed];
  }

  #compareArrays(sent: JsonSchema, accepted: JsonSchema, where: string): Mismatch[] {
    if (!isDeepStrictEqual(sent.prefixItems, accepted.prefixItems)) {
      return [{ where, problem: 'is another tuple' }];
    }
    const items = accepted.items as Schema | undefined;
    return items === undefined ? [] : this.compare((sent.items ?? {}) as Schema, items, `${where}[]`);
  }
}

/** Compared by themselves. */
const structural = new Set(['type', 'properties', 'required', 'additionalProperties', 'items', 'prefixItems', '$defs']);

function referencesOf(sent: Schema, accepted: Schema): string | undefined {
  const reference = (schema: Schema): unknown => (typeof schema === 'boolean' ? undefined : schema.$ref);
  return reference(sent) === undefined || reference(accepted) === undefined
    ? undefined
    : `${reference(sent)} ${reference(accepted)}`;
}

function resolve(schema: Schema, document: JsonSchema): Resolved {
  if (typeof schema === 'boolean') {
    return schema ? {} : false;
  }
  if (isDeepStrictEqual(schema.not, {})) {
    return false;
  }
  if (typeof schema.$ref !== 'string') {
    return schema;
  }
  const { $ref, ...beside } = schema;
  const target = $ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((part, key) => (part as JsonSchema | undefined)?.[key], document);
  if (target === undefined) {
    throw new Error(`the reference ${$ref} leads nowhere in its document; write the document anew`);
  }
  const resolved = resolve(target as Schema, document);
  return resolved === false ? false : { ...resolved, ...beside };
}

/** All values of a schema that lists them. */
function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  return 'const' in schema ? [schema.const] : (schema.enum as unknown[] | undefined);
}

function valueMismatches(values: readonly unknown[], accepted: JsonSchema, where: string): Mismatch[] {
  const listed = valuesOf(accepted);
  const check = z.fromJSONSchema(accepted as Parameters<typeof z.fromJSONSchema>[0]);
  return values
    .filter((value) => !check.safeParse(value).success)
    .map((value) => ({
      where,
      problem: `may be ${text(value)}; accepted: ${listed?.map(text).join(', ') ?? text(accepted)}`,
    }));
}

function fieldsOf({ properties = {} }: JsonSchema): Readonly<Record<string, Schema>> {
  return properties as Readonly<Record<string, Schema>>;
}

function requiredOf({ required = [] }: JsonSchema): readonly string[] {
  return required as readonly string[];
}

function text(value: unknown): string {
  return JSON.stringify(value);
}
