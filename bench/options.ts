import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A whole number, or several with commas between them. */
interface Numeric {
  readonly type: 'integer' | 'integers';
  /** As it would be typed. */
  readonly default: string;
  /** @default 1 */
  readonly minimum?: number;
}

interface Text {
  readonly type: 'string';
  /** @default - none */
  readonly default?: string;
  /** How it must look, and how that is told. @default - any way */
  readonly form?: { readonly pattern: RegExp; readonly told: string };
}

/** Off unless it is given. */
interface Flag {
  readonly type: 'boolean';
}

type Option = Numeric | Text | Flag;
type Options = Readonly<Record<string, Option>>;
type Read<Own extends Option> = Own extends Flag
  ? boolean
  : Own extends Text
    ? string | (Own extends { default: string } ? never : undefined)
    : Own extends { type: 'integer' }
      ? number
      : readonly number[];
type Values<Own extends Options> = { readonly [Name in keyof Own]: Read<Own[Name]> };

/**
 * Options of the command line of a measurement or a test. Ends the program where they are wrong, and where `--help` asks
 * for its usage.
 */
export function optionsOf<const Own extends Options>(
  usage: string,
  options: Own,
  args: readonly string[] = process.argv.slice(2),
): Values<Own> {
  try {
    const known: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
    for (const [name, { type }] of Object.entries(options))
      known[name] = { type: type === 'boolean' ? type : 'string' };
    const { help, ...given }: Readonly<Record<string, unknown>> = parseArgs({ args: [...args], options: known }).values;
    if (help === true) {
      process.stdout.write(usage);
      return process.exit(0);
    }
    const read = Object.entries(options).map(([name, option]) => [name, readOption(name, option, given[name])]);
    return Object.fromEntries(read) as Values<Own>;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

function readOption(
  name: string,
  option: Option,
  given: unknown,
): boolean | string | number | readonly number[] | undefined {
  if (option.type === 'boolean') return given === true;
  const text = (given ?? option.default) as string | undefined;
  if (text === undefined) return undefined;
  const wrong = (expected: string): Error => new Error(`--${name}: found "${text}", expected ${expected}; correct it`);
  if (option.type === 'string') {
    if (option.form?.pattern.test(text) === false) throw wrong(option.form.told);
    return text;
  }
  const { type, minimum = 1 } = option;
  const words = type === 'integers' ? text.split(',') : [text];
  if (words.some((word) => !/^\d+$/.test(word) || Number(word) < minimum)) {
    const several = type === 'integers' ? 'whole numbers with commas between them' : 'a whole number';
    throw wrong(`${several}, at least ${minimum}`);
  }
  return type === 'integers' ? words.map(Number) : Number(text);
}
