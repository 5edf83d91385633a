import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** JSON Schema, draft 2020-12, which is what OpenAPI 3.1 speaks. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas that have a name (`schema.meta({ id: 'Order' })`), shared by all that mention them. */
export class Components {
  readonly #schemas: Record<string, JsonSchema> = {};

  /** Sorted by name. */
  get schemas(): Record<string, JsonSchema> {
    return Object.fromEntries(Object.entries(this.#schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /**
   * The JSON Schema of what is sent (`output`) or received (`input`).
   * @param where for the error message
   * @throws for what JSON Schema cannot say
   */
  describe(schema: z.ZodType, io: 'input' | 'output', where: string): JsonSchema {
    const { $schema: _, $defs = {}, ...described } = jsonSchemaOf(schema, io, where);
    // One name may stand for two schemas: what is sent has its defaults filled in, what is received need not.
    const known = Object.entries($defs).every(
      ([id, definition]) =>
        this.#schemas[id] === undefined || isDeepStrictEqual(this.#schemas[id], moved(definition, '')),
    );
    const suffix = known ? '' : io === 'input' ? 'Input' : 'Output';
    for (const [id, definition] of Object.entries($defs)) {
      this.#schemas[`${id}${suffix}`] = moved(definition, suffix);
    }
    return moved(described, suffix);
  }
}

/** Named parts are in `$defs`; a schema that has a name itself is a reference to one of them. */
export interface DescribedSchema extends JsonSchema {
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/**
 * The JSON Schema of what is sent (`output`) or received (`input`), open to fields that it does not name.
 * @param where for the error message
 * @throws for what JSON Schema cannot say
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output', where: string): DescribedSchema {
  try {
    return z.toJSONSchema(schema, {
      io,
      override: ({ jsonSchema, zodSchema }) => {
        open(jsonSchema, zodSchema);
        addDefault(jsonSchema, zodSchema);
      },
    }) as DescribedSchema;
  } catch (error) {
    throw new Error(`${where} has a schema that OpenAPI cannot describe: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** zod describes what it gives out as closed, though only `z.strictObject` is: clients must bear new fields. */
function open(jsonSchema: { additionalProperties?: unknown }, { _zod: { def } }: z.core.$ZodTypes): void {
  if (def.type === 'object' && def.catchall === undefined) {
    delete jsonSchema.additionalProperties;
  }
}

/** zod says no default of a number that is read from text. */
function addDefault(jsonSchema: { type?: unknown; default?: unknown }, { _zod: { def } }: z.core.$ZodTypes): void {
  if (def.type === 'default' && typeof def.defaultValue === 'number' && jsonSchema.type === 'integer') {
    jsonSchema.default ??= def.defaultValue;
  }
}

/** A copy whose references lead to the components of the document. */
function moved(schema: JsonSchema, suffix: string): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? `${value.replace('#/$defs/', '#/components/schemas/')}${suffix}`
      : value,
  ) as JsonSchema;
}
