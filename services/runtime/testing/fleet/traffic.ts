import { commandSubject } from '@flotilla/constructs/declaration';
import type { Msg, NatsConnection, Subscription } from 'nats';
import type { z } from 'zod';
import { readMessage } from '../../consumers';
import type { Contract } from '../../contract';
import { header, type Message } from '../../messaging';
import type { Failures } from './failures';
import type { SentCommand } from './fake-command';

/** A message that the contracts of a fleet know. */
interface KnownMessage {
  readonly schema: z.ZodType;
  /** @default - an event, for anybody */
  readonly command?: Omit<SentCommand, 'message'>;
}

/** Watches over the messages of a fleet: what is published on a subject of one of its services is seen here. */
export class Traffic {
  readonly #contracts: Readonly<Record<string, Contract>>;
  readonly #known: ReadonlyMap<string, KnownMessage>;
  readonly #onCommand: (command: SentCommand) => Promise<void>;
  readonly #failures: Failures;
  readonly #seen = new Map<string, Message>();
  readonly #handling = new Set<Promise<void>>();
  #subscriptions: readonly Subscription[] = [];

  /** @param onCommand called once for each command; must not reject */
  constructor(
    contracts: Readonly<Record<string, Contract>>,
    onCommand: (command: SentCommand) => Promise<void>,
    failures: Failures,
  ) {
    this.#contracts = contracts;
    this.#known = knownMessages(contracts);
    this.#onCommand = onCommand;
    this.#failures = failures;
  }

  /** Resolves when nothing can be missed any more. */
  async start(connection: NatsConnection): Promise<void> {
    const callback = (_: unknown, message: Msg): void => this.#see(message);
    this.#subscriptions = Object.keys(this.#contracts).map((owner) => connection.subscribe(`${owner}.>`, { callback }));
    await connection.flush();
  }

  /** Messages of a subject, in the order of their publication, each once. */
  on(subject: string): Message[] {
    return [...this.#seen.values()].filter((message) => message.subject === subject);
  }

  /** Resolves when everything that was published has been dealt with. */
  async stop(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.drain()));
    await Promise.all(this.#handling);
  }

  #see({ subject, headers, data }: Msg): void {
    const plain = Object.fromEntries((headers?.keys() ?? []).map((key) => [key, headers?.get(key) ?? '']));
    const sender = plain[header.source] ?? 'somebody';
    const known = this.#known.get(subject);
    if (known === undefined) {
      this.#failures.add(
        `${sender} published '${subject}', which no contract of the fleet names; add it to its owner's`,
      );
      return;
    }
    try {
      const message = readMessage(known, subject, plain, data, 1);
      if (!this.#seen.has(message.id)) {
        this.#seen.set(message.id, message);
        this.#handle(known, message);
      }
    } catch (error) {
      this.#failures.add(`${sender} published '${subject}' against its contract: ${(error as Error).message}`);
    }
  }

  #handle({ command }: KnownMessage, message: Message): void {
    if (command !== undefined) {
      const handling = this.#onCommand({ ...command, message });
      this.#handling.add(handling);
      void handling.then(() => this.#handling.delete(handling));
    }
  }
}

/** Events and commands by subject. */
function knownMessages(contracts: Readonly<Record<string, Contract>>): Map<string, KnownMessage> {
  const known = new Map<string, KnownMessage>();
  for (const [receiver, { events, commands }] of Object.entries(contracts)) {
    for (const [subject, schema] of Object.entries(events)) {
      known.set(subject, { schema });
    }
    for (const [name, schema] of Object.entries(commands)) {
      known.set(commandSubject(receiver, name), { schema, command: { receiver, name } });
    }
  }
  return known;
}
