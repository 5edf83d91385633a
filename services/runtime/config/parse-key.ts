import type { ConfigKey } from '@flotilla/constructs/declaration';

/** A value, or what was expected in place of the text. */
export type Parsed = { readonly value: string | number | boolean } | { readonly expected: string };

/** The value that a text means for a key. */
export function parseKey(key: ConfigKey, text: string): Parsed {
  switch (key.type) {
    case 'integer': {
      const { minimum, maximum } = key;
      const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return value >= minimum && value <= maximum
        ? { value }
        : { expected: `a whole number from ${minimum} to ${maximum}` };
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { expected: 'true or false' };
    case 'enum':
      return key.values.includes(text) ? { value: text } : { expected: `one of ${key.values.join(', ')}` };
    case 'string':
      return parseString(key, text);
  }
}

function parseString(key: ConfigKey & { type: 'string' }, text: string): Parsed {
  if (key.secret !== undefined) {
    return text === '' ? { expected: 'a secret that is not empty' } : { value: text };
  }
  return key.pattern === undefined || new RegExp(`^(?:${key.pattern})$`, 'u').test(text)
    ? { value: text }
    : { expected: `a text that matches ${key.pattern} as a whole` };
}
