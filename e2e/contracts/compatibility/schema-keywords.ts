/** JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;
export type Schema = JsonSchema | boolean;

/** Why a value that is sent may not be accepted. */
export interface Mismatch {
  /** Path of the field, e.g. `.items[].quantity`; empty for the whole. */
  readonly where: string;
  readonly problem: string;
}

export const jsonTypes = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const;
type JsonType = (typeof jsonTypes)[number];

/** Types that a schema allows; without the keyword, all. */
export function typesOf({ type }: JsonSchema): readonly JsonType[] {
  return type === undefined ? jsonTypes : ([type].flat() as JsonType[]);
}

interface Bound {
  readonly keyword: string;
  /** Types that it bounds; others pass. */
  readonly types: readonly JsonType[];
  readonly side: 'lower' | 'upper';
  /** Keyword of the bound that is no part of the range itself. */
  readonly exclusive?: string;
  /** What a value is that breaks it. */
  readonly broken: string;
}

const numbers = ['integer', 'number'] as const;

const bounds: readonly Bound[] = [
  { keyword: 'minimum', exclusive: 'exclusiveMinimum', types: numbers, side: 'lower', broken: 'below' },
  { keyword: 'maximum', exclusive: 'exclusiveMaximum', types: numbers, side: 'upper', broken: 'above' },
  { keyword: 'minLength', types: ['string'], side: 'lower', broken: 'shorter than' },
  { keyword: 'maxLength', types: ['string'], side: 'upper', broken: 'longer than' },
  { keyword: 'minItems', types: ['array'], side: 'lower', broken: 'of fewer items than' },
  { keyword: 'maxItems', types: ['array'], side: 'upper', broken: 'of more items than' },
  { keyword: 'minProperties', types: ['object'], side: 'lower', broken: 'of fewer fields than' },
  { keyword: 'maxProperties', types: ['object'], side: 'upper', broken: 'of more fields than' },
];

/** Keywords that must be the same where they are accepted, by the types that they concern. */
const opaque: Readonly<Record<string, readonly JsonType[]>> = {
  pattern: ['string'],
  format: ['string'],
  multipleOf: numbers,
  uniqueItems: ['array'],
  propertyNames: ['object'],
};

const boundKeywords = new Set([
  ...bounds.flatMap(({ keyword, exclusive }) => [keyword, exclusive]),
  ...Object.keys(opaque),
]);

export function isBound(keyword: string): boolean {
  return boundKeywords.has(keyword);
}

/** Says something to readers and nothing about values. */
const annotations = new Set(
  ['$schema', '$id', '$comment', 'id', 'title', 'description', 'default', 'deprecated', 'examples'].concat([
    'readOnly',
    'writeOnly',
    'contentEncoding',
    'contentMediaType',
  ]),
);

export function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword) || keyword.startsWith('x-');
}

/** Values of the sent range that are outside of the accepted one. */
export function boundMismatches(sent: JsonSchema, accepted: JsonSchema, where: string): Mismatch[] {
  const types = typesOf(sent);
  const concerns = (concerned: readonly JsonType[]): boolean => concerned.some((type) => types.includes(type));
  const outside = bounds
    .filter((bound) => concerns(bound.types))
    .flatMap((bound) => {
      const limit = limitOf(accepted, bound);
      return limit === undefined || isWithin(limitOf(sent, bound), limit, bound.side)
        ? []
        : [{ where, problem: `may be ${bound.broken} ${limit.value}` }];
    });
  const other = Object.entries(opaque)
    .filter(([keyword, concerned]) => keyword in accepted && concerns(concerned))
    .filter(([keyword]) => JSON.stringify(sent[keyword]) !== JSON.stringify(accepted[keyword]))
    .map(([keyword]) => ({
      where,
      problem: `has ${keyword in sent ? 'another' : 'no'} ${keyword}; accepted: ${JSON.stringify(accepted[keyword])}`,
    }));
  return [...outside, ...other];
}

interface Limit {
  readonly value: number;
  readonly isExclusive: boolean;
}

function limitOf(schema: JsonSchema, { keyword, exclusive, side }: Bound): Limit | undefined {
  const limits = [
    { value: schema[keyword], isExclusive: false },
    { value: exclusive === undefined ? undefined : schema[exclusive], isExclusive: true },
  ].filter((limit): limit is Limit => typeof limit.value === 'number');
  return limits.reduce<Limit | undefined>(
    (tightest, limit) => (tightest === undefined || isWithin(limit, tightest, side) ? limit : tightest),
    undefined,
  );
}

function isWithin(inner: Limit | undefined, outer: Limit, side: 'lower' | 'upper'): boolean {
  if (inner === undefined) {
    return false;
  }
  return inner.value === outer.value
    ? inner.isExclusive || !outer.isExclusive
    : inner.value > outer.value === (side === 'lower');
}
