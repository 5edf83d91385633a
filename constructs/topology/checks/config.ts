import {
  type ConfigKey,
  type IntegerKey,
  patternExpectation,
  type StringKey,
  wrongPartOfPattern,
} from '../../declaration';
import type { Problem } from '../declaration-errors';
import { type PathStep, placeOf } from '../place';
import type { Check } from './fleet';

type Finding = Omit<Problem, 'place'> & { readonly field?: string };

/** Configuration keys: bounds, defaults, patterns, and names that the platform itself sets. */
export const checkConfig: Check = ({ services }) =>
  services.flatMap(({ name, config }) =>
    Object.entries(config).flatMap(([key, declared]) =>
      [...checkName(key, config), ...checkKey(declared)].map(({ field, ...finding }) => {
        const path: PathStep[] = ['config', key, ...(field === undefined ? [] : [field])];
        return { place: placeOf(name, ...path), ...finding };
      }),
    ),
  );

/** Set by the platform from the rest of the declaration: connections and the addresses of peers. */
const platformKeys = /^(DATABASE_URL|NATS_.*|PEER_.*_URL)$/;

function checkName(key: string, config: Readonly<Record<string, ConfigKey>>): Finding[] {
  if (platformKeys.test(key)) {
    return [
      {
        found: `the name ${key}`,
        expected: 'a name that the platform does not set itself (DATABASE_URL, NATS_*, PEER_*_URL)',
        fix: 'choose another name',
      },
    ];
  }
  const base = key.replace(/_FILE$/, '');
  if (base !== key && base in config) {
    return [
      {
        found: `the name ${key} beside ${base}`,
        expected: `no key of that name, because ${key} already means a file that holds ${base}`,
        fix: 'choose another name',
      },
    ];
  }
  return [];
}

function checkKey(key: ConfigKey): Finding[] {
  switch (key.type) {
    case 'string':
      return key.secret === undefined ? checkString(key) : [];
    case 'integer':
      return checkInteger(key);
    case 'enum':
      return key.values.includes(key.default)
        ? []
        : [
            {
              field: 'default',
              found: JSON.stringify(key.default),
              expected: `one of ${key.values.join(', ')}`,
              fix: 'change the default or add it to values',
            },
          ];
    case 'boolean':
      return [];
  }
}

function checkInteger({ minimum, maximum, default: value }: IntegerKey): Finding[] {
  if (minimum > maximum) {
    return [
      {
        field: 'minimum',
        found: `${minimum}, above maximum ${maximum}`,
        expected: 'a minimum that is not above the maximum',
        fix: 'change one of the two',
      },
    ];
  }
  return value >= minimum && value <= maximum
    ? []
    : [
        {
          field: 'default',
          found: String(value),
          expected: `a whole number from ${minimum} to ${maximum}`,
          fix: 'change the default or the bounds',
        },
      ];
}

function checkString({ pattern, default: value }: StringKey): Finding[] {
  if (pattern === undefined) {
    return [];
  }
  const wrong = wrongPartOfPattern(pattern);
  if (wrong !== undefined) {
    return [
      {
        field: 'pattern',
        found: `${pattern} with ${wrong}`,
        expected: patternExpectation,
        fix: 'name the characters instead, as in [0-9A-Za-z_]',
      },
    ];
  }
  return value === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)
    ? []
    : [
        {
          field: 'default',
          found: JSON.stringify(value),
          expected: `a value that matches ${pattern} as a whole`,
          fix: 'change the default or the pattern',
        },
      ];
}
