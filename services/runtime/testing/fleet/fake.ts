import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Contract } from '../../contract';
import { uuidV7Generator } from '../../db';
import type { OperationHandlers, RouteHandlers } from '../../http';
import {
  type Broker,
  type CommandData,
  type Contracts,
  createMessages,
  type EventData,
  headersOf,
  type Message,
  type MessageInput,
  type OutgoingMessage,
  type Published,
  type Receivers,
  type SentTo,
} from '../../messaging';

/** What a fake says of a message. */
export interface FakeMessageInput<Data> extends Omit<MessageInput<Data>, 'aggregate'> {
  /** @default - a new thing of its own, without a version */
  readonly aggregate?: MessageInput<Data>['aggregate'];
}

/** A service that only says what a test has it say, limited to what its declaration names. */
export interface Fake<C extends Contract, All extends Contracts> {
  /**
   * Publishes an event; resolves when the broker has stored it.
   * @throws `ZodError` for data that the schema refuses, `UndeclaredMessageError` for what it does not publish
   */
  publish<Subject extends Published<C['declaration']>>(
    subject: Subject,
    input: FakeMessageInput<EventData<{ readonly own: C }, Subject>>,
  ): Promise<void>;
  /**
   * Sends a command; resolves when the broker has stored it.
   * @throws `ZodError` for data that the schema refuses, `UndeclaredMessageError` for what it does not send
   */
  send<Receiver extends Receivers<C['declaration']>, Name extends SentTo<C['declaration'], Receiver>>(
    receiver: Receiver,
    name: Name,
    input: FakeMessageInput<CommandData<All, Receiver, Name>>,
  ): Promise<void>;
}

/** What a fake answers, each part limited to what its contract names. What is left out nobody may use. */
export interface FakeHandlers<C extends Contract, All extends Contracts> {
  /** Given a checked input; their output is checked. */
  readonly operations?: Partial<OperationHandlers<C>>;
  /** Public routes, where a gateway of the fleet forwards to them. Write `status: 200 as const`. */
  readonly routes?: Partial<RouteHandlers<C>>;
  /** Given a checked command. What they publish and send through `fake` follows from it. */
  readonly commands?: {
    readonly [Name in keyof C['commands'] & string]?: (
      message: Message<CommandData<{ readonly own: C }, 'own', Name>>,
      fake: Fake<C, All>,
    ) => void | Promise<void>;
  };
}

/** A fake without its types. */
export type AnyFake = Fake<Contract, Contracts>;

/** Handlers without their types. */
export interface AnyFakeHandlers {
  readonly operations?: Readonly<Record<string, (input: unknown, scope: never) => Promise<unknown>>>;
  readonly routes?: Readonly<Record<string, (request: never) => Promise<unknown>>>;
  readonly commands?: Readonly<Record<string, (message: Message<unknown>, fake: AnyFake) => void | Promise<void>>>;
}

const newId = uuidV7Generator();

/** @param cause what all of its messages follow from, unless they say otherwise */
export function fakeOf(
  declaration: ServiceDeclaration,
  contracts: Contracts,
  broker: Broker,
  cause?: Message,
): AnyFake {
  const messages = createMessages<ServiceDeclaration, Contracts>({
    declaration,
    contracts,
    newId,
    enforce: 'refuse',
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
  });
  const store = async (message: OutgoingMessage): Promise<void> => {
    await broker.publish({
      subject: message.subject,
      headers: headersOf(declaration.name, message, new Date()),
      payload: JSON.stringify(message.data),
      dedupId: message.id,
    });
  };
  const complete = (type: string, input: FakeMessageInput<unknown>): MessageInput<never> =>
    ({ cause, aggregate: { type, id: newId() }, ...input }) as MessageInput<never>;
  return {
    publish: async (subject, input) =>
      store(messages.event(subject, complete(subject.split('.')[2] ?? subject, input))),
    send: async (receiver, name, input) =>
      store(messages.command(receiver, name as never, complete(receiver, input as FakeMessageInput<unknown>))),
  };
}
