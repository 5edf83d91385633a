/** A JSON Schema (draft-07) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The schema of a text that names something. */
export interface NameSchema extends JsonSchema {
  readonly type: 'string';
  readonly pattern: string;
  readonly maxLength: number;
  /** Completes the sentence "expected ...". */
  readonly description: string;
}

/** Whether a text is such a name. */
export function isName({ pattern, maxLength }: NameSchema, text: string): boolean {
  return text.length <= maxLength && new RegExp(pattern).test(text);
}

type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

interface ClosedObject<T> {
  readonly description: string;
  /** One schema for every field of the interface, and for nothing else. */
  readonly properties: { readonly [K in keyof T]-?: JsonSchema };
  /** Exactly the fields that the interface does not mark optional. */
  readonly required: { readonly [K in RequiredKeys<T>]: true };
}

/** The schema of an interface. A field that is missing, unknown or wrongly optional here does not compile. */
export function closedObject<T>(object: ClosedObject<T>): JsonSchema {
  return {
    type: 'object',
    description: object.description,
    additionalProperties: false,
    required: Object.keys(object.required),
    properties: object.properties,
  };
}

/** The schema of a map from names to values. */
export function mapOf(names: JsonSchema, values: JsonSchema, description: string): JsonSchema {
  return { type: 'object', description, propertyNames: names, additionalProperties: values };
}

/** The schema of a list without repetition. */
export function setOf(items: JsonSchema, description: string, minItems = 0): JsonSchema {
  return { type: 'array', description, items, uniqueItems: true, minItems };
}

/** A schema that applies only where the value fits another one, and what applies where it does not. */
export function when(condition: JsonSchema, consequence: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { if: condition, then: consequence, ...(otherwise === undefined ? {} : { else: otherwise }) };
}
