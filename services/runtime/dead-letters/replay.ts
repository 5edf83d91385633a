import { deadLetterStream, deadLetterSubject } from '@flotilla/constructs/declaration';
import type { Broker, StreamReader } from '../messaging';
import { header } from '../messaging';
import { type DeadLetter, deadLetterSchema } from './dead-letter';

/** Which dead letters to publish again; every given condition narrows them. */
export interface ReplaySelection {
  /** The service that could not handle the message. @default - any */
  readonly service?: string;
  /** Original subject. @default - any */
  readonly subject?: string;
  readonly messageId?: string;
  /** Dead letters stored from then on. @default - all that the stream still has */
  readonly since?: Date;
}

export interface Replayed {
  readonly letter: DeadLetter;
  /** Sequence in the original stream under which the message came back. */
  readonly sequence: number;
  /** It had been replayed moments ago, and the broker recognised it. */
  readonly duplicate: boolean;
}

/**
 * Publishes dead letters again on their original subject and under their original id: consumers that have handled a
 * message skip it, the one that gave it up tries again. The broker itself recognises ids for some minutes, so there
 * the message counts as a new one, once per dead letter.
 *
 * Needs a broker user that may read the stream of dead letters and publish on any subject; services may neither, and
 * have their own way: `requestReplay`, which involves nobody else. This one is left where a service's database is lost.
 */
export async function* replayDeadLetters(
  broker: Broker & StreamReader,
  selection: ReplaySelection = {},
): AsyncGenerator<Replayed> {
  const filter = deadLetterSubject(selection.service ?? '*', selection.subject ?? '>');
  for await (const stored of broker.read(deadLetterStream, filter, selection.since)) {
    const letter = deadLetterSchema.parse(JSON.parse(new TextDecoder().decode(stored.payload)));
    if (selection.messageId !== undefined && letter.messageId !== selection.messageId) {
      continue;
    }
    const { sequence, duplicate } = await broker.publish({
      subject: letter.subject,
      headers: { ...withoutDedupId(letter.headers), [header.replayOf]: String(stored.sequence) },
      payload: Buffer.from(letter.payload, letter.payloadEncoding),
      dedupId: `${letter.messageId}:replay:${stored.sequence}`,
    });
    yield { letter, sequence, duplicate };
  }
}

function withoutDedupId(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== 'nats-msg-id'));
}
