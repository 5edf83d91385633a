import { commandSubject, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { z } from 'zod';
import {
  type Contracts,
  eventSchema,
  header,
  type Message,
  PermanentError,
  readEnvelope,
  type UndeclaredMessages,
} from '../messaging';
import type { AnyHandlers, Handler, HandlerOptions } from './handlers';

/** What is done with the messages of one subject. */
export interface Binding {
  readonly options: HandlerOptions<unknown>;
  /** @default - the payload is taken as it is (undeclared messages in shadow mode) */
  readonly schema?: z.ZodType;
  /** Version of the payload that the handler was written for. @default - any */
  readonly version?: number;
}

/**
 * Handlers by subject.
 *
 * @throws when a declared message has no handler or no schema, or a handler is not declared
 */
export function bindHandlers(
  declaration: ServiceDeclaration,
  contracts: Contracts,
  handlers: AnyHandlers,
  undeclared: UndeclaredMessages,
): ReadonlyMap<string, Binding> {
  const bindings = new Map<string, Binding>();
  for (const [subject, handler] of Object.entries(handlers.events)) {
    const subscription = declaration.subscribes[subject];
    if (subscription === undefined) {
      undeclared.handleEvent(subject);
    }
    const schema = eventSchema(contracts, subject);
    bindings.set(subject, { options: optionsOf(handler), schema, version: subscription?.version });
  }
  for (const [name, handler] of Object.entries(handlers.commands)) {
    const subject = commandSubject(declaration.name, name);
    if (declaration.handles?.[name] === undefined) {
      undeclared.handleCommand(name, subject);
    }
    const schema = contracts[declaration.name]?.commands?.[name];
    bindings.set(subject, { options: optionsOf(handler), schema });
  }
  const declared = [
    ...Object.keys(declaration.subscribes),
    ...Object.keys(declaration.handles ?? {}).map((name) => commandSubject(declaration.name, name)),
  ];
  for (const subject of declared) {
    const binding = bindings.get(subject);
    if (binding === undefined) {
      throw new Error(`services/${declaration.name} declares '${subject}' and has no handler for it; add one`);
    }
    if (binding.schema === undefined) {
      throw new Error(
        `no contract given to ${declaration.name} has a schema for '${subject}'; pass its owner's contract`,
      );
    }
  }
  return bindings;
}

/**
 * Reads a message for its binding.
 *
 * @throws `PermanentError` when the handler could never take it
 */
export function readMessage(
  binding: Pick<Binding, 'schema' | 'version'>,
  subject: string,
  headers: Readonly<Record<string, string>>,
  payload: Uint8Array,
  attempt: number,
): Message {
  const envelope = permanently(() => readEnvelope(subject, headers));
  const sent = headers[header.dataversion];
  if (binding.version !== undefined && sent !== undefined && Number(sent) !== binding.version) {
    throw new PermanentError(
      `'${subject}' came in version ${sent}, this service handles ${binding.version}; raise it in subscribes and handler`,
    );
  }
  const data: unknown = permanently(() => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  const checked = binding.schema === undefined ? data : permanently(() => binding.schema?.parse(data));
  return { ...envelope, data: checked, attempt };
}

function permanently<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new PermanentError((error as Error).message, { cause: error });
  }
}

function optionsOf(handler: Handler<never>): HandlerOptions<unknown> {
  return (typeof handler === 'function' ? { handle: handler } : handler) as HandlerOptions<unknown>;
}
