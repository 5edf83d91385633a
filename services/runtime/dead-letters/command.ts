import type { Environment } from '../config';
import type { Session } from '../db';
import { runOperatorProgram } from '../operator';
import {
  type DeadLetterSelection,
  dropDeadLetters,
  type OpenDeadLetter,
  openDeadLetters,
  requestReplay,
} from './decision';

const usage = `usage: npm run -s dead-letters -- COMMAND [CONDITIONS]

Deals with the messages that a service could not handle. DATABASE_URL, or the file that DATABASE_URL_FILE names, is
the database of that service.

  list      those that nobody has dealt with
  replay    have the service handle them anew, as soon as it runs; those that fail again stay in the list
  drop      take them off the list; nobody will handle them

  --consumer NAME       only those of this consumer, e.g. orders-saga
  --subject SUBJECT     only those with this subject
  --message ID          only this one
  --all                 replay or drop without a condition
`;

type Command = (session: Session, selection: DeadLetterSelection) => Promise<string>;

const commands: Readonly<Record<string, Command>> = {
  list: async (session, selection) => {
    const letters = await openDeadLetters(session, selection);
    return `${letters.map(lineOf).join('')}${counted(letters.length)}\n`;
  },
  replay: async (session, selection) => {
    const count = await requestReplay(session, selection);
    return `${counted(count)} will be handled by the service as soon as it runs; list shows those that fail again\n`;
  },
  drop: async (session, selection) => `${counted(await dropDeadLetters(session, selection))} dropped\n`,
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
    name: 'dead-letters',
    usage,
    options: {
      consumer: { type: 'string' },
      subject: { type: 'string' },
      message: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
    conditionsOf,
    commands,
  } as const;
  return runOperatorProgram(program, args, environment, write);
}

interface Given {
  readonly consumer?: string;
  readonly subject?: string;
  readonly message?: string;
  readonly all?: boolean;
}

function conditionsOf(command: string, { consumer, subject, message: messageId, all }: Given): DeadLetterSelection {
  if (command !== 'list' && !all && consumer === undefined && subject === undefined && messageId === undefined) {
    throw new Error(`${command} what? Give --consumer, --subject or --message, or --all for every dead letter`);
  }
  return { consumer, subject, messageId };
}

function counted(count: number): string {
  return count === 1 ? '1 dead letter' : `${count} dead letters`;
}

function lineOf({ consumer, messageId, subject, error, attempts, failedAt, replayRequested }: OpenDeadLetter): string {
  const state = replayRequested ? ', waiting to be handled anew' : '';
  return (
    `${failedAt.toISOString()}  ${consumer}  ${subject}  ${messageId}\n` +
    `  ${error.replace(/\s+/g, ' ').slice(0, 300)} (attempts: ${attempts}${state})\n`
  );
}
