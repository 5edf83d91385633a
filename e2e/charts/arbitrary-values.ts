import type { CompiledChart, DeclaredValue, Json, JsonObject, Schema } from '@flotilla/constructs';
import fc from 'fast-check';
import { evaluated } from './equivalence';

/** Keys under which every object of JavaScript has something. */
const membersOfObjects = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'] as const;

/** Strings that YAML readers, Go templates and quoting get wrong most easily. */
const oddStrings = [
  '',
  ' ',
  ' lead',
  'trail ',
  '\n',
  'a\n',
  'a\n\n',
  '\na',
  'a\n b\n',
  '  a\n b',
  'a\n  ',
  'tab\there',
  '\t',
  '{{',
  '}}',
  '{{ .Values.x }}',
  '{{- fail "no" }}',
  '`',
  '"',
  "'",
  '\\',
  '\\n',
  'a"b',
  "it's",
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  'true',
  'False',
  'null',
  '~',
  'NaN',
  '.inf',
  '1e3',
  '1E3',
  '0x1f',
  '0o17',
  '0777',
  '0b11',
  '1_000',
  '12:30',
  '12:30:45',
  '2001-01-01',
  '2001-12-14T21:59:43Z',
  '.5',
  '1.',
  '+1',
  '-1',
  '-',
  '- a',
  '? a',
  'a: b',
  'a:',
  ': a',
  '#c',
  'a #c',
  '&a',
  '*a',
  '!t',
  '%d',
  '%s%%',
  '@',
  '|',
  '>',
  '[a]',
  '{a}',
  ',',
  '<<',
  '=',
  '---',
  '...',
  '\u0000',
  '\u0007',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\ufffd',
  'ä',
  '漢字',
  '😀',
  'a\r\nb',
  '\r',
  '<a>&',
  '<no value>',
  '\\u003cno value\\u003e',
  '$x',
  '${x}',
  '$(x)',
  'x'.repeat(300),
  `${'word '.repeat(40)}end`,
  ...membersOfObjects,
] as const;

// What no chart takes, because Helm or YAML would change it (`<<` only as a key). Rare, or nearly every document would
// be refused.
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|<no value>|u202|u003c/;

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddStrings) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...oddStrings), fc.constantFrom(...oddStrings)).map((pair) => pair.join('')),
  },
);

const text = fc.oneof(
  { weight: 400, arbitrary: anyText.filter((each) => !unprintable.test(each)) },
  { weight: 1, arbitrary: anyText },
);

const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    1e15,
    1e20,
    1e21,
    1e22,
    10485760,
    1.5,
    0.1,
    1e-7,
    123456789012345680000,
    5e-324,
    1.7976931348623157e308,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Any JSON, with all of that in keys and values. */
const anyJson = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    objectOf(text, tie('json')),
  ),
})).json;

function objectOf(keys: fc.Arbitrary<string>, values: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(keys, values), { maxLength: 3 }).map((entries) => {
    const object: JsonObject = {};
    for (const [key, value] of entries) {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return object;
  });
}

/** Values that a schema admits; now and then, where several keywords meet, one that it does not. */
export function arbitraryOf(schema: Schema): fc.Arbitrary<Json> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf));
  switch (schema.type) {
    case 'string':
      return stringOf(schema);
    case 'integer': {
      const { minimum = -1_000_000, maximum = 1_000_000 } = schema;
      return fc.oneof(
        fc.constantFrom(minimum, maximum),
        fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) }),
        fc.maxSafeInteger().map((n) => clamp(n, minimum, maximum)),
      );
    }
    case 'number': {
      const { minimum = -1e12, maximum = 1e12 } = schema;
      const bounds = { min: minimum, max: maximum };
      return fc.oneof(
        fc.constantFrom(minimum, maximum),
        fc.integer(bounds),
        fc.integer(bounds).map((n) => clamp(n, minimum, minimum + 100_000) / 1_000),
        fc.double({ ...bounds, noNaN: true }),
      );
    }
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(3, schema.minItems ?? 0),
      });
    case 'object':
      return objectOfSchema(schema);
    default:
      return anyJson;
  }
}

function clamp(value: number, minimum: number, maximum: number): number {
  return minimum + (Math.abs(value) % (maximum - minimum + 1));
}

function stringOf(schema: Schema): fc.Arbitrary<string> {
  const { pattern, maxLength } = schema;
  const any = pattern === undefined ? text : matching(pattern);
  const minLength = schema.minLength ?? 0;
  const taken = schema.not?.enum ?? [];
  return any.filter(
    (value) =>
      !taken.includes(value) &&
      [...value].length >= minLength &&
      (maxLength === undefined || [...value].length <= maxLength),
  );
}

const arbitraries = new Map<string, fc.Arbitrary<string>>();

/** The charts share their patterns, and fast-check takes a tenth of a second for many of them. */
function matching(pattern: string): fc.Arbitrary<string> {
  const known = arbitraries.get(pattern);
  if (known !== undefined) return known;
  const arbitrary = fc.stringMatching(new RegExp(pattern, 'u'));
  arbitraries.set(pattern, arbitrary);
  return arbitrary;
}

/** Keys of a map; some are members of every object, where the pattern admits them. */
function keysMatching(pattern: string): fc.Arbitrary<string> {
  const members = membersOfObjects.filter((name) => new RegExp(pattern, 'u').test(name));
  if (members.length === 0) return matching(pattern);
  return fc.oneof({ weight: 4, arbitrary: matching(pattern) }, { weight: 1, arbitrary: fc.constantFrom(...members) });
}

function objectOfSchema(schema: Schema): fc.Arbitrary<JsonObject> {
  const known = Object.entries(schema.properties ?? {}).map(([key, member]) => {
    const value = arbitraryOf(member);
    return schema.required?.includes(key) === true
      ? value.map((each) => [[key, each]] as [string, Json][])
      : fc.option(value).map((each) => (each === null ? [] : [[key, each]]) as [string, Json][]);
  });
  const reserved = (schema.allOf ?? []).flatMap((part) => Object.keys(part.properties ?? {}));
  const [pattern] = Object.keys(schema.patternProperties ?? {});
  const rest = pattern === undefined ? schema.additionalProperties : schema.patternProperties?.[pattern];
  const names = pattern === undefined ? text : keysMatching(pattern);
  const further =
    rest === false
      ? fc.constant<JsonObject>({})
      : objectOf(
          names.filter((name) => !reserved.includes(name) && !Object.hasOwn(schema.properties ?? {}, name)),
          typeof rest === 'object' ? arbitraryOf(rest) : anyJson,
        );
  return fc.tuple(fc.tuple(...known), further).map(([entries, more]) => {
    const object: JsonObject = { ...more };
    for (const [key, value] of entries.flat()) object[key] = value;
    return object;
  });
}

/** A values document: any of the declared values set, to what its schema admits or, for lists and maps, to null. */
export function arbitraryValues(chart: CompiledChart, declared = chart.declared): fc.Arbitrary<JsonObject> {
  const any = anyValues(declared);
  // Values that clash with each other are refused; one document in ten may hold such.
  const admitted = any.filter(
    (values) => 'objects' in evaluated({ ...chart, subcharts: [] }, 'shop', 'default', values),
  );
  return fc.oneof({ weight: 9, arbitrary: admitted }, { weight: 1, arbitrary: any });
}

function anyValues(declared: readonly DeclaredValue[]): fc.Arbitrary<JsonObject> {
  const chosen = declared.map((value) => {
    const admitted = arbitraryOf(value.schema);
    const unset = value.schema.type === 'array' || value.schema.type === 'object';
    const set = unset
      ? fc.oneof({ weight: 9, arbitrary: admitted }, { weight: 1, arbitrary: fc.constant(null) })
      : admitted;
    return fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: set });
  });
  return fc.tuple(...chosen).map((values) => {
    const tree: JsonObject = {};
    values.forEach((value, index) => {
      if (value !== undefined) put(tree, (declared[index] as DeclaredValue).path, value);
    });
    return tree;
  });
}

function put(tree: JsonObject, path: readonly string[], value: Json): void {
  let parent = tree;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(parent, key)) parent[key] = {};
    parent = parent[key] as JsonObject;
  }
  parent[path.at(-1) as string] = value;
}

/** A values document of an umbrella chart: for each subchart, whether it is on and what it is given. */
export function arbitraryUmbrellaValues(umbrella: CompiledChart): fc.Arbitrary<JsonObject> {
  const parts = umbrella.subcharts.map((subchart) =>
    fc
      .tuple(
        fc.option(fc.boolean(), { nil: undefined, freq: 4 }),
        arbitraryValues(
          subchart,
          subchart.declared.filter((value) => value.path[0] !== 'global'),
        ),
      )
      .map(([enabled, values]) => ({ ...values, ...(enabled === undefined ? {} : { enabled }) })),
  );
  return fc.tuple(anyValues(umbrella.declared), fc.tuple(...parts)).map(([own, subcharts]) => {
    const document: JsonObject = { ...own };
    subcharts.forEach((values, index) => {
      document[umbrella.subcharts[index]?.identity.name as string] = values;
    });
    return document;
  });
}

/** Release names that Helm takes, among them some that a chart refuses. */
export function arbitraryRelease(chart: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(chart, 'shop', 'a', 'yes', 'null', 'on') },
    { weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,40}[a-z0-9]$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9]{1,20}([.][a-z0-9]{1,10})?$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{51,52}$/) },
  );
}
