import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Own extends Options> = ReturnType<typeof parseArgs<{ options: Own }>>['values'];

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
    const help = { help: { type: 'boolean', short: 'h', default: false } } as const;
    const { values } = parseArgs({ args: [...args], options: { ...options, ...help } as Options });
    if (!values.help) return values as Values<Own>;
    process.stdout.write(usage);
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}
