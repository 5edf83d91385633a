import type { Documented, Schema } from '../documented-routes';

/** The part of JSON Schema that the contracts of the shop use. */
export type ResolvedSchema =
  | {
      readonly type: 'string';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      readonly format?: string;
      readonly enum?: readonly string[];
    }
  | { readonly type: 'integer'; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'array'; readonly items: Schema; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, Schema>>;
      readonly required?: readonly string[];
    };

const types = ['string', 'integer', 'array', 'object'];

/**
 * A schema without a reference at its top.
 * @throws for what is new to the contracts: then requests cannot be generated from it yet
 */
export function resolved(schema: Schema, { schemas }: Pick<Documented, 'schemas'>): ResolvedSchema {
  const { $ref } = schema as { $ref?: string };
  if ($ref !== undefined) {
    return resolved(schemas[$ref.replace('#/components/schemas/', '')] as Schema, { schemas });
  }
  if (!types.includes(schema['type'] as string)) {
    throw new Error(
      `requests cannot be generated from ${JSON.stringify(schema)}; teach e2e/shop/api/schema what it is`,
    );
  }
  return schema as unknown as ResolvedSchema;
}
