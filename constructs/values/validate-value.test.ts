import Ajv from 'ajv';
import fc from 'fast-check';
import type { Json } from '../template';
import { nothing, type Schema } from './schema';
import { validateValue } from './validate-value';

const keys = fc.constantFrom('a', 'b', 'ab', '🜁');
const scalars = fc.constantFrom<Json>(null, true, false, 0, 1, 3, -2.5, 1e21, '', 'a', 'ab', '🜁', '🜁🜁', 'toString');
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'object', 'array', 'null');
const size = fc.integer({ min: 0, max: 3 });
const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
  const keyword = fc.oneof(
    fc.record({ type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })) }),
    fc.record({
      enum: fc.uniqueArray(value, { minLength: 1, maxLength: 3, selector: (each) => JSON.stringify(each) }),
    }),
    fc.record({ pattern: fc.constantFrom('^a', '^[a-b]{2}$', '^.{2}$', '^(🜁|a)*$') }),
    fc.record({ minLength: size, maxLength: size }, { requiredKeys: [] }),
    fc.record({ minimum: fc.integer({ min: -3, max: 3 }), maximum: fc.integer({ min: -3, max: 3 }) }),
    fc.record({ minItems: size, maxItems: size }, { requiredKeys: [] }),
    fc.record({ minProperties: size }),
    fc.record({ items: tie('schema') }),
    fc.record({ required: fc.uniqueArray(keys, { maxLength: 2 }) }),
    fc.record({
      properties: fc.dictionary(keys, tie('schema'), { maxKeys: 2, noNullPrototype: true }),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
    }),
    fc.record({
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', '^.{2}$'), tie('schema'), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
    }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
  );
  const schema = fc.array(keyword, { minLength: 1, maxLength: 3 }).map((keywords) => Object.assign({}, ...keywords));
  return { schema: fc.oneof({ maxDepth: 3 }, fc.record({ type: types }), schema) as fc.Arbitrary<Schema> };
});

test('what is refused is what Ajv refuses', () => {
  const verdicts = { admitted: 0, refused: 0 };
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 4, maxLength: 12 }), (schema, values) => {
      // Go's validators look at own keys only, and so does this one.
      const ajv = new Ajv({ strict: false, unicodeRegExp: true, ownProperties: true });
      const admits = ajv.compile(schema as object);
      for (const each of values) {
        const admitted = admits(each);
        expect({ schema, each, admitted: validateValue(schema, each).length === 0 }).toEqual({
          schema,
          each,
          admitted,
        });
        verdicts[admitted ? 'admitted' : 'refused']++;
      }
    }),
    { numRuns: 200 },
  );
  // Both verdicts are common, so agreement says something.
  expect(Math.min(verdicts.admitted, verdicts.refused)).toBeGreaterThan(200);
});

test('every problem has its place, what was found, what was expected and a fix', () => {
  const schema: Schema = {
    type: 'object',
    required: ['kept'],
    properties: {
      kept: { type: 'string', minLength: 2 },
      list: { type: 'array', items: { anyOf: [{ type: 'integer', minimum: 1 }, { enum: ['all'] }] }, maxItems: 3 },
      map: {
        type: 'object',
        properties: { size: { type: 'integer' } },
        patternProperties: { '^[a-z]+$': { type: ['string', 'null', 'integer'] } },
        additionalProperties: false,
        allOf: [{ properties: { own: nothing } }],
      },
      mode: { enum: ['a', 'b'], default: 'a' },
      name: { type: 'string', pattern: '^[a-z]+$', not: { enum: ['own'] } },
    },
    additionalProperties: false,
  };
  const wrong: Json = {
    list: [1, 0, 'all'],
    map: { own: 'x', Up: 7, low: [], size: 'x' },
    mode: 'c'.repeat(100),
    name: 'own',
    unknown: true,
  };
  expect(validateValue(schema, wrong)).toEqual([
    {
      path: ['kept'],
      found: 'nothing',
      expected: 'text of at least 2 characters',
      fix: 'give it a value, or leave it out instead of setting it to null',
    },
    { path: ['list', '1'], found: '0', expected: 'a whole number of at least 1, or "all"', fix: 'change it' },
    {
      path: ['map', 'Up'],
      found: 'the key "Up"',
      expected: 'a key that matches ^[a-z]+$',
      fix: 'use another key',
    },
    { path: ['map', 'low'], found: '[]', expected: 'text or null or a whole number', fix: 'change it' },
    { path: ['map', 'size'], found: '"x"', expected: 'a whole number', fix: 'change it' },
    {
      path: ['map', 'own'],
      found: '"x"',
      expected: 'nothing, because the chart has this key itself',
      fix: 'use another key',
    },
    {
      path: ['mode'],
      found: `"${'c'.repeat(76)}...`,
      expected: 'one of "a", "b"',
      fix: 'change it, or leave it out to have "a"',
    },
    {
      path: ['name'],
      found: '"own"',
      expected: 'text that matches ^[a-z]+$ and that is none of "own"',
      fix: 'change it',
    },
    {
      path: ['unknown'],
      found: 'a key that is not a value of this chart',
      expected: 'one of kept, list, map, mode, name',
      fix: 'correct the name or remove it',
    },
  ]);
});
