import fc from 'fast-check';
import type { Documented, Schema } from '../documented-routes';
import { type ResolvedSchema, resolved } from './resolved';
import { oneOf } from './samples';
import { validValues } from './valid';

/** Values with one thing wrong. */
export interface Fault {
  /** Where, as the answer must name it, e.g. `body.items[0].quantity`. */
  readonly path: string;
  readonly what: string;
  readonly values: fc.Arbitrary<unknown>;
}

/** Far above every limit of a text that its pattern gives, and far below the limit of a body. */
const long = 10_000;

/** Every single thing that can be wrong with a value, by its schema. */
export function faultsOf(schema: Schema, path: string, documented: Pick<Documented, 'schemas'>): Fault[] {
  const known = resolved(schema, documented);
  const own = [...typeFaults(known), ...ownFaults(known, documented)].map((fault) => ({ ...fault, path }));
  return [...own, ...innerFaults(known, path, documented)];
}

type OwnFault = Omit<Fault, 'path'>;

const ofType: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.string({ minLength: 1, maxLength: 20 }),
  integer: fc.integer(),
  boolean: fc.boolean(),
  null: fc.constant(null),
  array: fc.array(fc.integer(), { maxLength: 3 }),
  object: fc.dictionary(fc.stringMatching(/^x[a-z]{1,5}$/), fc.integer(), { maxKeys: 3 }),
};

function typeFaults({ type }: ResolvedSchema): OwnFault[] {
  return (
    Object.entries(ofType)
      // An object of unknown properties lacks required ones, or is a valid one without any.
      .filter(([other]) => other !== type)
      .map(([other, values]) => ({ what: `${other} in place of ${type}`, values }))
  );
}

function ownFaults(schema: ResolvedSchema, documented: Pick<Documented, 'schemas'>): OwnFault[] {
  switch (schema.type) {
    case 'string':
      return textFaults(schema);
    case 'integer':
      return numberFaults(schema);
    case 'array':
      return lengthFaults(schema, documented);
    case 'object':
      return [];
  }
}

function textFaults(schema: Extract<ResolvedSchema, { type: 'string' }>): OwnFault[] {
  const { minLength = 0, maxLength, pattern } = schema;
  const fault = (what: string, values: fc.Arbitrary<string>): OwnFault => ({ what, values });
  const text = (length: number): fc.Arbitrary<string> => letters.map((some) => some.repeat(length).slice(0, length));
  const matches = (value: string): boolean => pattern === undefined || new RegExp(pattern).test(value);
  return [
    ...(minLength > 0 ? [fault('too short', text(minLength - 1))] : []),
    ...(maxLength === undefined && pattern === undefined && schema.enum === undefined
      ? []
      : [fault('too long', text(maxLength === undefined ? long : maxLength + 1)), fault('far too long', text(long))]),
    ...(pattern === undefined
      ? []
      : [
          fault(
            'against its pattern',
            fc.string().filter((value) => !matches(value)),
          ),
        ]),
    ...(schema.enum === undefined
      ? []
      : [
          fault(
            'none of its values',
            fc.string().map((value) => `x${value}`),
          ),
        ]),
    fault(
      'with NUL',
      text(Math.max(minLength, 3)).map((value) => `\0${value.slice(1)}`),
    ),
    fault(
      'with half a surrogate pair',
      text(Math.max(minLength, 3)).map((value) => `${value.slice(1)}\ud83d`),
    ),
  ];
}

const letters = fc.stringMatching(/^[a-z]{5}$/);

function numberFaults({ minimum, maximum }: Extract<ResolvedSchema, { type: 'integer' }>): OwnFault[] {
  const fault = (what: string, values: fc.Arbitrary<unknown>): OwnFault => ({ what, values });
  return [
    ...(minimum === undefined ? [] : [fault('too small', fc.integer({ min: minimum - 1_000, max: minimum - 1 }))]),
    ...(maximum === undefined ? [] : [fault('too large', fc.integer({ min: maximum + 1, max: maximum + 1_000 }))]),
    fault(
      'not whole',
      fc.integer({ min: 1, max: 1_000 }).map((value) => value + 0.5),
    ),
    fault('huge', fc.constantFrom(1e308, -1e308, 2 ** 63, -(2 ** 63), 2 ** 31 * 1_000_000)),
    fault('in quotes', fc.integer({ min: 1, max: 100 }).map(String)),
  ];
}

function lengthFaults(
  { items, minItems = 0, maxItems }: Extract<ResolvedSchema, { type: 'array' }>,
  documented: Pick<Documented, 'schemas'>,
): OwnFault[] {
  const list = (length: number): fc.Arbitrary<unknown[]> =>
    fc.array(validValues(items, documented), { minLength: length, maxLength: length });
  return [
    ...(minItems > 0 ? [{ what: 'too few', values: list(minItems - 1) }] : []),
    ...(maxItems === undefined ? [] : [{ what: 'too many', values: list(maxItems + 1) }]),
  ];
}

/** Of what is inside: the fault of a part in a whole that is valid otherwise. */
function innerFaults(schema: ResolvedSchema, path: string, documented: Pick<Documented, 'schemas'>): Fault[] {
  if (schema.type === 'array') {
    return faultsOf(schema.items, `${path}[0]`, documented).map((fault) => ({
      ...fault,
      values: fault.values.map((item) => [item]),
    }));
  }
  if (schema.type !== 'object') {
    return [];
  }
  // One for all: what is around a fault is right, and making it anew each time would take most of the time.
  const whole = oneOf(validValues(schema, documented)) as Record<string, unknown>;
  const missing = (schema.required ?? []).map((name) => {
    const { [name]: _, ...rest } = whole;
    return { path: `${path}.${name}`, what: 'missing', values: fc.constant(rest) };
  });
  const wrong = Object.entries(schema.properties).flatMap(([name, property]) =>
    faultsOf(property, `${path}.${name}`, documented).map((fault) => ({
      ...fault,
      values: fault.values.map((value) => ({ ...whole, [name]: value })),
    })),
  );
  return [...missing, ...wrong];
}
