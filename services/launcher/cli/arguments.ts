import { parseArgs } from 'node:util';

/** A command line that cannot be carried out as it stands. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Command {
  readonly name: 'start' | 'dev' | 'observe';
  /** Module that exports `fleet`. */
  readonly fleetFile: string;
  readonly port?: number;
  readonly state?: string;
  readonly fresh: boolean;
  readonly isolated: boolean;
  readonly seed: boolean;
  readonly json: boolean;
}

export const usage = `usage: start [--port N] [--state DIR | --isolated] [--fresh] [--no-seed] [--json]
       dev   the same, and restarts a service when its sources change
       observe [--state DIR] [--json]

  --port N      port of the gateway (8080; a free one with --isolated)
  --state DIR   where data, passwords and keys are kept (.flotilla)
  --isolated    a free port and a state of its own that is removed at the end
  --fresh       begin anew: remove data, passwords and keys of earlier runs
  --no-seed     do not put seed data in
  --json        log records as they are, for programs
  ADMIN_EMAIL, ADMIN_PASSWORD   the administrator (a password is made up and kept in the state folder)
  DATABASE_URL, NATS_URL        servers to use in place of embedded ones; of PostgreSQL as a superuser
`;

/** @throws UsageError with what was found and expected */
export function parseCommand(argv: readonly string[]): Command {
  const [name, fleetFile, ...rest] = argv;
  if (name !== 'start' && name !== 'dev' && name !== 'observe') {
    throw new UsageError(`found the command ${name ?? '(none)'}, expected start, dev or observe`);
  }
  if (fleetFile === undefined || fleetFile.startsWith('-')) {
    throw new UsageError(`found no file after ${name}, expected the one that exports the fleet`);
  }
  const { port, state, fresh, isolated, 'no-seed': noSeed, json } = optionsIn(rest, name === 'observe');
  if (isolated && state !== undefined) throw new UsageError('found --isolated and --state, expected one of them');
  if (isolated && fresh) throw new UsageError('found --isolated and --fresh; an isolated run always begins anew');
  return {
    ...{ name, fleetFile, state, fresh: fresh ?? false, isolated: isolated ?? false },
    ...{ seed: !noSeed, json: json ?? false, port: port === undefined ? undefined : portIn(port) },
  };
}

const looking = { state: { type: 'string' }, json: { type: 'boolean' } } as const;
const starting = {
  ...looking,
  port: { type: 'string' },
  fresh: { type: 'boolean' },
  isolated: { type: 'boolean' },
  'no-seed': { type: 'boolean' },
} as const;

function optionsIn(args: readonly string[], onlyLooks: boolean) {
  try {
    const options = (onlyLooks ? looking : starting) as typeof starting;
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function portIn(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new UsageError(`found --port ${text}, expected a number from 1 to 65535`);
  }
  return port;
}
