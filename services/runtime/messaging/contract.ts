import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { z } from 'zod';

/** Schemas of the messages that a service owns: its events by subject, the commands it handles by name. */
export interface MessageContract {
  readonly events?: Readonly<Record<string, z.ZodType>>;
  readonly commands?: Readonly<Record<string, z.ZodType>>;
}

/** Contracts by the name of the service that owns them: the service itself and everyone it exchanges messages with. */
export type Contracts = Readonly<Record<string, MessageContract>>;

type Schema<Map, Name> = Name extends keyof NonNullable<Map> ? NonNullable<Map>[Name] : never;
type Payload<S> = [S] extends [never] ? never : S extends z.ZodType ? z.output<S> : never;

/** Payload of the event with this subject, from whichever contract has it. */
export type EventData<C extends Contracts, Subject> = {
  [Owner in keyof C]: Payload<Schema<C[Owner]['events'], Subject>>;
}[keyof C];

/** Payload of a command of this receiver. */
export type CommandData<C extends Contracts, Receiver, Name> = Receiver extends keyof C
  ? Payload<Schema<C[Receiver]['commands'], Name>>
  : never;

/** Subjects that a declaration publishes. */
export type Published<D extends ServiceDeclaration> = keyof D['publishes'] & string;

/** Receivers of a declaration's commands. */
export type Receivers<D extends ServiceDeclaration> = D extends { sends: infer Sends } ? keyof Sends & string : never;

/** Names of the commands that a declaration sends to a receiver. */
export type SentTo<D extends ServiceDeclaration, Receiver> = D extends { sends: infer Sends }
  ? Receiver extends keyof Sends
    ? Sends[Receiver] extends readonly (infer Name extends string)[]
      ? Name
      : never
    : never
  : never;

/** Names of the commands that a declaration handles. */
export type Handled<D extends ServiceDeclaration> = D extends { handles: infer Handles }
  ? keyof Handles & string
  : never;

/** Schema of an event, wherever it is declared. */
export function eventSchema(contracts: Contracts, subject: string): z.ZodType | undefined {
  for (const { events } of Object.values(contracts)) {
    const schema = events?.[subject];
    if (schema !== undefined) {
      return schema;
    }
  }
  return undefined;
}
