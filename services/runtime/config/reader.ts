import type { ConfigKey } from '@flotilla/constructs/declaration';
import type { ConfigProblem } from './config-error';
import { parseKey } from './parse-key';
import { type Environment, fileVariable, readGiven } from './source';

export type ConfigValue = string | number | boolean | undefined;

/** Reads variables one by one and collects what is wrong with them. */
export class ConfigReader {
  readonly problems: ConfigProblem[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** @returns `undefined` for what is absent and optional, and for what is wrong */
  read(variable: string, key: ConfigKey): ConfigValue {
    const isSecret = key.secret !== undefined;
    const optional = isSecret && key.optional === true;
    const given = readGiven(this.#environment, variable, optional);
    if ('found' in given) {
      this.problems.push({ variable, ...given });
      return undefined;
    }
    const { text } = given;
    if (text === undefined || (text === '' && optional)) {
      return key.default ?? (optional ? undefined : this.#missing(variable, key));
    }
    const parsed = parseKey(key, text);
    if ('value' in parsed) {
      return parsed.value;
    }
    const found = isSecret ? described(text) : JSON.stringify(text);
    const fix = given.file === undefined ? 'correct it' : `correct ${given.file}`;
    this.problems.push({ variable, found, expected: parsed.expected, fix: `${fix} (${key.description})` });
    return undefined;
  }

  /** A URL with one of these schemes, e.g. `https:`. Its text is never shown, since it may hold a password. */
  readUrl(variable: string, description: string, schemes: readonly string[]): string {
    const text = this.read(variable, { type: 'string', secret: { name: variable, key: variable }, description });
    if (typeof text !== 'string') {
      return '';
    }
    if (!URL.canParse(text) || !schemes.includes(new URL(text).protocol)) {
      const expected = `a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`;
      this.problems.push({ variable, found: described(text), expected, fix: `correct it (${description})` });
    }
    return text;
  }

  #missing(variable: string, key: ConfigKey): undefined {
    this.problems.push({
      variable,
      found: 'nothing',
      expected: expectedOf(key),
      fix: `set ${variable}, or ${fileVariable(variable)} to a file that holds it (${key.description})`,
    });
    return undefined;
  }
}

function expectedOf(key: ConfigKey): string {
  const parsed = parseKey(key, '');
  return 'expected' in parsed ? parsed.expected : 'a value';
}

/** A secret by its length alone. */
function described(secret: string): string {
  return secret === '' ? 'an empty value' : `a value of ${secret.length} characters that is not shown`;
}
