import { commandSubject, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import { context, propagation } from '@opentelemetry/api';
import type { z } from 'zod';
import { currentContext } from '../context';
import {
  type CommandData,
  type Contracts,
  type EventData,
  eventSchema,
  type Published,
  type Receivers,
  type SentTo,
} from './contract';
import { header } from './envelope';
import type { Aggregate, Cause, OutgoingMessage } from './message';
import { UndeclaredMessages, type UndeclaredOptions } from './undeclared';

/** What a caller says of a message. */
export interface MessageInput<Data> {
  readonly aggregate: Aggregate;
  readonly data: Data;
  /**
   * The message or request that this one follows from.
   * @default - the flow of the running request or message; outside of any, the message begins a flow of its own
   */
  readonly cause?: Cause;
}

/** Makes the messages that a service may put into its outbox; anything else does not compile. */
export interface Messages<D extends ServiceDeclaration, C extends Contracts> {
  event<Subject extends Published<D>>(subject: Subject, input: MessageInput<EventData<C, Subject>>): OutgoingMessage;
  command<Receiver extends Receivers<D>, Name extends SentTo<D, Receiver>>(
    receiver: Receiver,
    name: Name,
    input: MessageInput<CommandData<C, Receiver, Name>>,
  ): OutgoingMessage;
}

export interface MessagesOptions<D extends ServiceDeclaration, C extends Contracts>
  extends Omit<UndeclaredOptions, 'declaration'> {
  readonly declaration: D;
  readonly contracts: C;
  /** UUIDv7. */
  readonly newId: () => string;
}

/**
 * The maker of a service's messages. Data is checked against its schema, which also drops what the schema does not
 * name.
 *
 * @throws `ZodError` for data that its schema refuses, `UndeclaredMessageError` for what `service.ts` does not name
 */
export function createMessages<const D extends ServiceDeclaration, const C extends Contracts>(
  options: MessagesOptions<D, C>,
): Messages<D, C> {
  const { contracts, newId } = options;
  const declaration: ServiceDeclaration = options.declaration;
  const undeclared = new UndeclaredMessages(options);

  const message = (
    subject: string,
    type: string,
    version: number,
    schema: z.ZodType | undefined,
    input: MessageInput<unknown>,
  ): OutgoingMessage => {
    const id = newId();
    const headers: Record<string, string> = {
      [header.dataversion]: String(version),
      [header.correlationId]: input.cause?.correlationId ?? currentContext()?.correlationId ?? id,
    };
    if (input.cause?.id !== undefined) {
      headers[header.causationId] = input.cause.id;
    }
    propagation.inject(context.active(), headers);
    const data = schema === undefined ? input.data : schema.parse(input.data);
    return { id, subject, type, aggregate: input.aggregate, data, headers };
  };

  return {
    event(subject, input) {
      const event = declaration.publishes[subject];
      if (event === undefined) {
        undeclared.publish(subject);
      }
      return message(subject, event?.schema ?? subject, event?.version ?? 1, eventSchema(contracts, subject), input);
    },
    command(receiver, name, input) {
      const subject = commandSubject(receiver, name);
      if (declaration.sends?.[receiver]?.includes(name) !== true) {
        undeclared.send(receiver, name, subject);
      }
      const schema = (contracts as Contracts)[receiver]?.commands?.[name];
      return message(subject, name, 1, schema, input);
    },
  };
}
