import fc from 'fast-check';
import type { Documented, Schema } from '../documented-routes';
import { type ResolvedSchema, resolved } from './resolved';

/** Values that a schema admits, with all of their properties. */
export function validValues(schema: Schema, documented: Pick<Documented, 'schemas'>): fc.Arbitrary<unknown> {
  const known = resolved(schema, documented);
  switch (known.type) {
    case 'string':
      return validTexts(known);
    case 'integer':
      return fc.integer({ min: Math.max(known.minimum ?? 1, 1), max: Math.min(known.maximum ?? 1_000, 1_000) });
    case 'array':
      return fc.array(validValues(known.items, documented), {
        minLength: Math.max(known.minItems ?? 0, 1),
        maxLength: Math.min(known.maxItems ?? 3, 3),
      });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(known.properties).map(([name, property]) => [name, validValues(property, documented)]),
        ),
      );
  }
}

function validTexts(schema: Extract<ResolvedSchema, { type: 'string' }>): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 50, pattern, format } = schema;
  if (schema.enum !== undefined) {
    return fc.constantFrom(...schema.enum);
  }
  switch (format) {
    case 'uuid':
      return fc.uuid({ version: 7 });
    case 'email':
      return fc.uuid().map((id) => `${id}@shop.example`);
    default:
      return pattern === undefined
        ? fc.stringMatching(new RegExp(`^[a-z0-9]{${Math.max(minLength, 1)},${Math.min(maxLength, minLength + 20)}}$`))
        : fc.stringMatching(new RegExp(pattern));
  }
}
