import { header, type Message } from '../../messaging';
import type { Failures } from './failures';
import type { AnyFake, AnyFakeHandlers } from './fake';

/** A command that was sent to a service that does not run. */
export interface SentCommand {
  readonly receiver: string;
  readonly name: string;
  readonly message: Message;
}

/** The messaging side of a fake: a command that nobody fakes, and a handler that fails, fail the test. */
export async function handleAsFake(
  { receiver, name, message }: SentCommand,
  handlers: AnyFakeHandlers['commands'],
  fake: AnyFake,
  failures: Failures,
): Promise<void> {
  const handler = handlers?.[name];
  if (handler === undefined) {
    const advice = `run it, or give startFleet fake: { ${receiver}: { commands: { ${name}: … } } }`;
    const sender = message.headers[header.source];
    failures.add(`${sender} sent '${message.subject}': nobody runs ${receiver} or fakes '${name}'; ${advice}`);
    return;
  }
  try {
    await handler(message, fake);
  } catch (error) {
    failures.add(`the fake of ${receiver} failed at '${name}': ${(error as Error).message}`);
  }
}
