import type { Environment } from '../config';
import type { Session } from '../db';
import { runOperatorProgram } from '../operator';
import { type FailedRow, failedRows, republish, retryFailed } from './maintenance';

const usage = `usage: npm run -s outbox -- COMMAND [CONDITIONS]

Deals with the messages that a service has written, and its relay publishes. DATABASE_URL, or the file that
DATABASE_URL_FILE names, is the database of that service.

  list        those that the relay gave up
  retry       give these another chance, after their cause was mended
  republish   publish again what was published, to refill a broker that lost data; receivers skip what they have seen

  --since TIME          republish only what was written at this time or later, e.g. 2026-01-31T12:00:00Z
  --until TIME          republish only what was written at this time or earlier
  --subject SUBJECT     republish only this subject, or all that begin so where it ends in a dot
  --all                 republish without --since; rows stay for 7 days
`;

interface Conditions {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly subject: string | undefined;
}

type Command = (session: Session, conditions: Conditions) => Promise<string>;

const commands: Readonly<Record<string, Command>> = {
  list: async (session) => {
    const rows = await failedRows(session);
    return `${rows.map(lineOf).join('')}${counted(rows.length)} given up\n`;
  },
  retry: async (session) => `${counted(await retryFailed(session))} will be published as soon as the service runs\n`,
  republish: async (session, { since = new Date(0), until, subject }) => {
    const count = await republish(session, { since, until, subject });
    return `${counted(count)} will be published again as soon as the service runs\n`;
  },
};

/**
 * Runs a command of an operator.
 * @param write called with what is to be shown
 * @throws with a sentence for whoever typed it
 */
export function runCommand(
  args: readonly string[],
  environment: Environment,
  write: (text: string) => void,
): Promise<void> {
  const program = {
    name: 'outbox',
    usage,
    options: {
      since: { type: 'string' },
      until: { type: 'string' },
      subject: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
    conditionsOf,
    commands,
  } as const;
  return runOperatorProgram(program, args, environment, write);
}

interface Given {
  readonly since?: string;
  readonly until?: string;
  readonly subject?: string;
  readonly all?: boolean;
}

function conditionsOf(command: string, { since, until, subject, all }: Given): Conditions {
  const conditions = { since: timeOf('--since', since), until: timeOf('--until', until), subject };
  if (command === 'republish' && !all && conditions.since === undefined) {
    throw new Error('republish since when? Give --since, or --all for everything that is still there');
  }
  return conditions;
}

function timeOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) {
    return undefined;
  }
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\d/.test(text)) {
    throw new Error(`${option} is '${text}'; expected a time such as 2026-01-31T12:00:00Z`);
  }
  return time;
}

function counted(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

function lineOf({ id, subject, error, attempts, failedAt }: FailedRow): string {
  return (
    `${failedAt.toISOString()}  ${subject}  ${id}\n` +
    `  ${(error ?? '').replace(/\s+/g, ' ').slice(0, 300)} (attempts: ${attempts})\n`
  );
}
