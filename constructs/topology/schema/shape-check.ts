import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { Problem } from '../declaration-errors';
import { type PathStep, placeOf } from '../place';
import { declarationSchema } from './declaration-schema';

/** Compiled at the first use: reading the topology module costs nothing. */
let compiled: ValidateFunction | undefined;

function validator(): ValidateFunction {
  compiled ??= new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false }).compile(
    declarationSchema,
  );
  return compiled;
}

export interface Shape {
  readonly problems: readonly Problem[];
  /** Every field has the right type, so that the checks that follow may read it. Unknown fields do not matter here. */
  readonly readable: boolean;
}

/** Compares one declaration with the schema. `label` stands for the service's name in places. */
export function checkShape(declaration: unknown, label: string): Shape {
  const validate = validator();
  if (validate(declaration)) {
    return { problems: [], readable: true };
  }
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames');
  const problems = errors.map((error) => problemOf(error, label, declaration));
  return { problems, readable: errors.every(leavesReadable) };
}

/** What is wrong with a name or a number's size does not keep other checks from reading the value. */
function leavesReadable({ keyword }: ErrorObject): boolean {
  return ['additionalProperties', 'pattern', 'maxLength', 'minimum', 'maximum', 'minItems', 'uniqueItems'].includes(
    keyword,
  );
}

function problemOf(error: ErrorObject, label: string, declaration: unknown): Problem {
  const path = stepsOf(error.instancePath, declaration);
  const expected = String(error.parentSchema?.description ?? error.message);
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys(error.parentSchema?.properties ?? {});
      const field = String(error.params.additionalProperty);
      return {
        place: placeOf(label, ...path, field),
        found: `the unknown field ${field}`,
        expected: `one of ${known.sort().join(', ')}`,
        fix: 'correct the name or remove the field',
      };
    }
    case 'required': {
      const field = String(error.params.missingProperty);
      return {
        place: placeOf(label, ...path),
        found: `no field ${field}`,
        expected,
        fix: `add ${field}`,
      };
    }
    case 'uniqueItems':
      return {
        place: placeOf(label, ...path),
        found: `the items ${[error.params.i, error.params.j].sort().join(' and ')} are the same`,
        expected,
        fix: 'remove one of them',
      };
    default: {
      // An error in a key of a map is reported for the map, with the key beside it.
      const key = error.propertyName;
      return {
        place: placeOf(label, ...path, ...(key === undefined ? [] : [key])),
        found: key === undefined ? JSON.stringify(error.data) : `the name ${JSON.stringify(key)}`,
        expected,
        fix: key === undefined ? 'change the value' : 'change the name',
      };
    }
  }
}

/** Steps of a JSON Pointer; digits are an index only inside a list. */
function stepsOf(pointer: string, root: unknown): PathStep[] {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((raw) => {
      const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as Record<PathStep, unknown> | undefined)?.[step];
      return step;
    });
}
