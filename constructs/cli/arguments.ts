import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command line that cannot be carried out as it stands. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Arguments<Known extends Options> = ReturnType<typeof parseArgs<{ allowPositionals: true; options: Known }>>;

/**
 * Options and other words of a command line.
 * @throws UsageError where an option is unknown or lacks its value
 */
export function parseArguments<const Known extends Options>(argv: readonly string[], options: Known): Arguments<Known> {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** True where somebody asks what a command is for. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h');
}
