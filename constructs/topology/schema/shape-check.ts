import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { ServiceDeclaration } from '../../declaration';
import type { Problem } from '../declaration-errors';
import { type PathStep, placeOf } from '../place';
import { declarationSchema } from './declaration-schema';
import { unplainPartsOf } from './plain-data';
import { readablePart } from './readable-part';
import { shown } from './shown';

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
  /** What the checks that follow may read: all fields in it have the right types. Absent where there is nothing. */
  readonly readable?: ServiceDeclaration;
  /** That is the whole declaration. Unknown fields do not matter here. */
  readonly isWhole: boolean;
}

/** Compares one declaration with the schema. `label` stands for the service's name in places. */
export function checkShape(declaration: unknown, label: string): Shape {
  const validate = validator();
  validate(declaration);
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'propertyNames');
  const problems = errors.map((error) => problemOf(error, label, declaration));
  const broken: (readonly PathStep[])[] = errors
    .filter((error) => !leavesReadable(error))
    .map((error) => pathOf(error, declaration));

  const places = new Set(problems.map(({ place }) => place));
  for (const { path, found } of unplainPartsOf(declaration)) {
    broken.push(path);
    const place = placeOf(label, ...path);
    if (!places.has(place)) {
      problems.push({ place, found, expected: 'plain data that JSON and YAML hold alike', fix: 'change the value' });
    }
  }
  const isWhole = broken.length === 0;
  // Places and names are made of the service's name: without one nothing can be looked at.
  const isNameless = broken.some(({ length, 0: field }) => length === 0 || field === 'name');
  if (typeof declaration !== 'object' || declaration === null || isNameless) {
    return { problems, isWhole };
  }
  return { problems, readable: readablePart(declaration, broken), isWhole };
}

/** What is wrong with a name, a text or a number's size does not keep other checks from reading the value. */
function leavesReadable({ keyword, data, instancePath }: ErrorObject): boolean {
  if (keyword === 'enum') {
    return typeof data === 'string' && !instancePath.startsWith('/config/');
  }
  return [
    'additionalProperties',
    'pattern',
    'maxLength',
    'minLength',
    'minimum',
    'maximum',
    'minItems',
    'uniqueItems',
  ].includes(keyword);
}

/** Where the wrong value stands, or the missing one should. */
function pathOf({ keyword, instancePath, params }: ErrorObject, declaration: unknown): PathStep[] {
  return [...stepsOf(instancePath, declaration), ...(keyword === 'required' ? [String(params.missingProperty)] : [])];
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
        found: key === undefined ? shown(error.data) : `the name ${shown(key)}`,
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
