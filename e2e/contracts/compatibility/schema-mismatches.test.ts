import fc from 'fast-check';
import { z } from 'zod';
import type { JsonSchema } from './schema-keywords';
import { schemaMismatches } from './schema-mismatches';

function between(sent: JsonSchema, accepted: JsonSchema): string[] {
  return schemaMismatches({ schema: sent, document: sent }, { schema: accepted, document: accepted }).map(
    ({ where, problem }) => `${where} ${problem}`.trim(),
  );
}

const money = {
  type: 'object',
  properties: { amount: { type: 'integer', minimum: 0 }, currency: { type: 'string' } },
  required: ['amount'],
};
const withField = (field: JsonSchema, required: string[] = ['amount']): JsonSchema => ({
  ...money,
  properties: { ...money.properties, amount: field },
  required,
});

describe('what is sent is accepted', () => {
  test.each<[string, JsonSchema, JsonSchema]>([
    ['by the same schema', money, money],
    ['with a new field', { ...money, properties: { ...money.properties, note: { type: 'string' } } }, money],
    ['with a narrower range', withField({ type: 'integer', minimum: 1, maximum: 9 }), money],
    [
      'with an exclusive bound at the same place',
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'number', minimum: 0 },
    ],
    ['as an integer where a number may be', { type: 'integer' }, { type: 'number' }],
    ['with an optional field that is always there now', { ...money, required: ['amount', 'currency'] }, money],
    ['without an optional field', { ...money, properties: { amount: money.properties.amount } }, money],
    ['with fewer values', { enum: ['a'] }, { enum: ['a', 'b'] }],
    ['as a value that fits', { const: 'abc' }, { type: 'string', minLength: 3 }],
    ['never null where null may be', { type: 'string' }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['as one of several types', { type: ['string', 'null'] }, { anyOf: [{ type: 'null' }, { type: 'string' }] }],
    ['through a reference', { $ref: '#/$defs/M', $defs: { M: money } }, money],
    [
      'by a schema that contains itself',
      { $ref: '#/$defs/T', $defs: { T: { type: 'object', properties: { next: { $ref: '#/$defs/T' } } } } },
      { $ref: '#/$defs/T', $defs: { T: { type: 'object', properties: { next: { $ref: '#/$defs/T' } } } } },
    ],
    ['by whoever accepts anything', money, {}],
    [
      'with more conditions, whether they stand beside the others or apart',
      { type: 'string', format: 'email', allOf: [{ pattern: 'a' }, { pattern: 'b' }] },
      { type: 'string', format: 'email', pattern: 'b' },
    ],
    [
      'under the same conditions, written in another way',
      { type: 'string', pattern: 'a', maxLength: 3 },
      { type: 'string', allOf: [{ pattern: 'a' }, { maxLength: 3 }] },
    ],
    [
      'with other words about it',
      { type: 'string', description: 'a' },
      { type: 'string', description: 'b', default: 'x' },
    ],
  ])('%s', (_, sent, accepted) => {
    expect(between(sent, accepted)).toEqual([]);
  });
});

describe('what is sent may not be accepted', () => {
  test.each<[JsonSchema, JsonSchema, string]>([
    [withField({ type: 'string' }), money, '.amount may be of type string; accepted: integer'],
    [withField({ type: 'number', minimum: 0 }), money, '.amount may be of type number; accepted: integer'],
    [withField({ type: ['integer', 'null'], minimum: 0 }), money, '.amount may be of type null; accepted: integer'],
    [withField({ type: 'integer' }), money, '.amount may be below 0'],
    [withField({ type: 'integer', minimum: -1 }), money, '.amount may be below 0'],
    [withField(money.properties.amount, []), money, '.amount may be left out; it is required'],
    [{ type: 'object', properties: { total: {} } }, money, '.amount is not sent; it is required'],
    [{ type: 'number', minimum: 0 }, { type: 'number', exclusiveMinimum: 0 }, 'may be below 0'],
    [{ type: 'string', maxLength: 9 }, { type: 'string', maxLength: 8 }, 'may be longer than 8'],
    [{ type: 'string' }, { type: 'string', format: 'uuid' }, 'has no format; accepted: "uuid"'],
    [{ type: 'string', pattern: 'a' }, { type: 'string', pattern: 'b' }, 'has another pattern; accepted: "b"'],
    [{ enum: ['a', 'c'] }, { enum: ['a', 'b'] }, 'may be "c"; accepted: "a", "b"'],
    [{ type: 'string' }, { enum: ['a'] }, 'may be anything of its kind; accepted: "a"'],
    [{ const: 'ab' }, { type: 'string', minLength: 3 }, 'may be "ab"; accepted: {"type":"string","minLength":3}'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'string' }, 'may be of type null; accepted: string'],
    [
      { type: 'boolean' },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      'may be of type boolean; accepted: string',
    ],
    [
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'integer' } },
      '[] may be of type string; accepted: integer',
    ],
    [
      { type: 'string', pattern: 'a' },
      { type: 'string', allOf: [{ pattern: 'a' }, { pattern: 'b' }] },
      'has another pattern; accepted: "b"',
    ],
    [
      { type: 'string', pattern: 'a' },
      { type: 'string', maxLength: 3, allOf: [{ pattern: 'a' }] },
      'may be longer than 3',
    ],
    [
      { type: 'string', allOf: [{ pattern: 'a' }] },
      { type: 'string', pattern: 'b' },
      'has another pattern; accepted: "b"',
    ],
    [{ type: 'array', items: {} }, { type: 'array', items: {}, minItems: 1 }, 'may be of fewer items than 1'],
    [money, { ...money, additionalProperties: false, properties: { amount: {} } }, '.currency is not accepted at all'],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'integer' } },
      '.* may be of type string; accepted: integer',
    ],
    [{ type: 'string' }, { type: 'string', unheardOf: 1 }, 'has another unheardOf; accepted: 1'],
    [{}, { type: 'string' }, 'may be of type null, boolean, integer, number, array, object; accepted: string'],
  ])('%j by %j', (sent, accepted, problem) => {
    expect(between(sent, accepted)).toEqual([problem]);
  });
});

/** Schemas of a small language, each near enough to others that many pairs nearly fit. */
const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      type: fc.constant('integer'),
      minimum: fc.integer({ min: 0, max: 2 }),
      maximum: fc.integer({ min: 2, max: 4 }),
    }),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(1), maxLength: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'ab', 1, 2), { minLength: 1 }) }),
    fc.record({ anyOf: fc.tuple(tie('schema'), fc.constant({ type: 'null' })) }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), maxItems: fc.integer({ min: 1, max: 2 }) }),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('x', 'y'), tie('schema'), { maxKeys: 2 }),
        required: fc.subarray(['x', 'y']),
      })
      .map(({ properties, required }) => ({
        type: 'object',
        properties,
        required: required.filter((name) => name in properties),
      })),
  ),
}));

function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) {
    return fc.constantFrom(...(schema.enum as unknown[]));
  }
  if (schema.anyOf !== undefined) {
    return fc.oneof(...(schema.anyOf as JsonSchema[]).map(valuesOf));
  }
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'integer':
      return fc.integer({ min: schema.minimum as number, max: schema.maximum as number });
    case 'string':
      return fc.string({
        minLength: schema.minLength as number,
        maxLength: schema.maxLength as number,
        unit: fc.constantFrom('a', 'b'),
      });
    case 'array':
      return fc.array(valuesOf(schema.items as JsonSchema), { maxLength: schema.maxItems as number });
    default: {
      const fields = Object.entries(schema.properties as Record<string, JsonSchema>);
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, valuesOf(field)])), {
        requiredKeys: schema.required as string[],
      });
    }
  }
}

test('where nothing is found, every value of the one schema is a value of the other', () => {
  let decided = 0;
  fc.assert(
    fc.property(
      anySchema.chain((sent) =>
        fc.tuple(fc.constant(sent), anySchema, fc.array(valuesOf(sent), { minLength: 5, maxLength: 10 })),
      ),
      ([sent, accepted, values]) => {
        const fits = between(sent, accepted).length === 0;
        decided += fits ? 1 : 0;
        const check = z.fromJSONSchema(accepted as Parameters<typeof z.fromJSONSchema>[0]);
        return !fits || values.every((value) => check.safeParse(value).success);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(decided).toBeGreaterThan(20);
});

test('every schema accepts what it describes itself', () => {
  fc.assert(fc.property(anySchema, (schema) => between(schema, schema).length === 0));
});
