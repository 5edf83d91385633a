import {
  type ConfigKey,
  camelCase,
  commonConfig,
  type IntegerKey,
  patternExpectation,
  type StringKey,
  wiringVariables,
  wrongPartOfPattern,
} from '../../declaration';
import type { Problem } from '../declaration-errors';
import { type PathStep, placeOf } from '../place';
import type { Check } from './fleet';

type Finding = Omit<Problem, 'place'> & { readonly field?: string };

/** Configuration keys: bounds, defaults, patterns, and names that mean something already. */
export const checkConfig: Check = ({ services }) =>
  services.flatMap(({ name, config }) =>
    Object.entries(config).flatMap(([key, declared]) =>
      [...checkName(key, Object.keys(config)), ...checkKey(declared)].map(({ field, ...finding }) => {
        const path: PathStep[] = ['config', key, ...(field === undefined ? [] : [field])];
        return { place: placeOf(name, ...path), ...finding };
      }),
    ),
  );

/** Set by the platform from the rest of the declaration. */
const platformKeys = new RegExp(`^(?:${wiringVariables.join('|')}|NATS_.*|PEER_.*_URL)$`);
const commonKeys = Object.keys(commonConfig);

function checkName(key: string, own: readonly string[]): Finding[] {
  const base = key.replace(/_FILE$/, '');
  const found = `the name ${key}`;
  const fix = 'choose another name';
  const ofFile = base === key ? '' : `; ${key} means a file that holds ${base}`;
  if (platformKeys.test(base)) {
    const names = [...wiringVariables, 'NATS_*', 'PEER_*_URL'].join(', ');
    return [{ found, expected: `a name that the platform does not set itself (${names})${ofFile}`, fix }];
  }
  if (commonKeys.includes(base)) {
    const names = commonKeys.join(', ');
    return [
      {
        found,
        expected: `a name other than those of the keys that every service has (${names})${ofFile}`,
        fix: base === key ? 'remove it, or choose another name' : fix,
      },
    ];
  }
  if (base !== key && own.includes(base)) {
    return [{ found: `${found} beside ${base}`, expected: `another name${ofFile}`, fix }];
  }
  const keys = [...commonKeys, ...own];
  const other = keys.slice(0, keys.indexOf(key)).find((each) => camelCase(each) === camelCase(key));
  if (other !== undefined) {
    return [
      {
        found: `${found} beside ${other}`,
        expected: `a name of its own among the chart's values, where both are ${camelCase(key)}`,
        fix,
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
