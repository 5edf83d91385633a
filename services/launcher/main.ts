import { resolve } from 'node:path';
import { type Command, parseCommand, UsageError, usage } from './cli/arguments';
import { observe } from './cli/observe';
import { start } from './cli/start';
import type { LocalFleet } from './fleet';

/** `main.ts start|dev|observe FLEET.ts …`: see `usage`. */
async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const command = parseCommand(argv);
  const fleet = fleetIn(command);
  return command.name === 'observe' ? observe(fleet, command) : start(fleet, command);
}

function fleetIn({ fleetFile }: Command): LocalFleet {
  const { fleet } = require(resolve(fleetFile)) as { fleet?: LocalFleet };
  if (!Array.isArray(fleet?.declarations)) {
    throw new UsageError(`found no fleet in ${fleetFile}, expected a module that exports one as fleet`);
  }
  return fleet;
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${usage}` : ''}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
