import { type ParseArgsConfig, parseArgs } from 'node:util';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type Environment, readDatabaseUrl } from '../config';
import { Database, type Session } from '../db';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Own extends Options> = ReturnType<typeof parseArgs<{ options: Own }>>['values'];

/** Commands on the database of a service. */
export interface OperatorProgram<Own extends Options, Conditions> {
  /** As messages and the server's list of connections show it. */
  readonly name: string;
  readonly usage: string;
  /** Beside `--help`. */
  readonly options: Own;
  /** @throws with a sentence for whoever typed it */
  conditionsOf(command: string, values: Values<Own>): Conditions;
  /** What each command does; it gives what is to be shown. */
  readonly commands: Readonly<Record<string, (session: Session, conditions: Conditions) => Promise<string>>>;
}

/**
 * Runs one command of a program.
 * @param write called with what is to be shown
 * @throws with a sentence for whoever typed it; at once where no database answers
 */
export async function runOperatorProgram<Own extends Options, Conditions>(
  { name, usage, options, conditionsOf, commands }: OperatorProgram<Own, Conditions>,
  args: readonly string[],
  environment: Environment,
  write: (text: string) => void,
): Promise<void> {
  const help = { help: { type: 'boolean', short: 'h', default: false } } as const;
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...options, ...help } as Options,
  });
  if (values.help) {
    write(usage);
    return;
  }
  const [commandName = '', ...rest] = positionals;
  const command = commands[commandName];
  if (command === undefined || rest.length > 0) {
    throw new Error(`'${positionals.join(' ')}' is no command\n\n${usage}`);
  }
  const conditions = conditionsOf(commandName, values as Values<Own>);
  write(await onDatabase(name, readDatabaseUrl(name, environment), (session) => command(session, conditions)));
}

/** Makes this process the program: what is shown goes to standard output, and a failure ends it with 1. */
export function runAsProgram(run: (...given: [string[], Environment, (text: string) => void]) => Promise<void>): void {
  run(process.argv.slice(2), process.env, (text) => process.stdout.write(text)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}

/** Connects, and closes the connection afterwards. */
async function onDatabase<T>(name: string, url: string, use: (session: Session) => Promise<T>): Promise<T> {
  const database = new Database({
    url,
    applicationName: name,
    migrations: {},
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    patienceMs: 0,
  });
  try {
    await database.start();
    return await use(database);
  } finally {
    await database.stop();
  }
}
