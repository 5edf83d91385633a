import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandSubject, ownerOf, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Contract } from '@flotilla/runtime';
import { z } from 'zod';
import { servicesFolder } from './contract-files';
import type { PublishedMessage } from './publication';

type Contracts = Readonly<Record<string, Contract>>;

/** What a consumer has written down of the messages and operations of others that it relies on. */
export interface Examples {
  /** Payloads by subject. */
  readonly events: Readonly<Record<string, readonly unknown[]>>;
  /** Payloads by subject. */
  readonly commands: Readonly<Record<string, readonly unknown[]>>;
  /** By `<service>.<operation>`. */
  readonly calls: Readonly<Record<string, readonly { readonly input: unknown; readonly output: unknown }[]>>;
}

/** One thing that a consumer shares with an owner, with the owner's schema and what it must hold for. */
export interface Shared {
  readonly name: string;
  readonly owner: string;
  readonly schema: z.ZodType | undefined;
  readonly examples: readonly unknown[];
  /** Where the owner publishes its JSON Schema. @default - in its OpenAPI document */
  readonly message?: { readonly section: 'events' | 'commands'; readonly key: string };
}

export function readExamples(consumer: string): Examples {
  const file = join(servicesFolder, consumer, 'contract/examples.json');
  const none = { events: {}, commands: {}, calls: {} };
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Examples) : none;
}

/** Names of all that a declaration hears, sends and calls. */
export function dependenciesOf({ subscribes, sends = {}, calls }: ServiceDeclaration) {
  return {
    events: Object.keys(subscribes).sort(),
    commands: Object.entries(sends)
      .flatMap(([receiver, names]) => names.map((name) => commandSubject(receiver, name)))
      .sort(),
    calls: Object.entries(calls)
      .flatMap(([peer, call]) => ('operations' in call ? call.operations : call).map((name) => `${peer}.${name}`))
      .sort(),
  };
}

/** Everything that a consumer has examples of. */
export function sharedBy(examples: Examples, contracts: Contracts): Shared[] {
  const events = Object.entries(examples.events).map(([subject, payloads]): Shared => {
    const owner = ownerOf(subject);
    const schema = contracts[owner]?.events[subject];
    return { name: subject, owner, schema, examples: payloads, message: { section: 'events', key: subject } };
  });
  const commands = Object.entries(examples.commands).map(([subject, payloads]): Shared => {
    const owner = ownerOf(subject);
    const key = subject.slice(commandSubject(owner, '').length);
    const schema = contracts[owner]?.commands[key];
    return { name: subject, owner, schema, examples: payloads, message: { section: 'commands', key } };
  });
  const calls = Object.entries(examples.calls).flatMap(([name, exchanges]): Shared[] => {
    const [owner = '', operation = ''] = name.split('.');
    const schemas = contracts[owner]?.operations[operation];
    return (['input', 'output'] as const).map((part) => ({
      name: `${name} ${part}`,
      owner,
      schema: schemas?.[part],
      examples: exchanges.map((exchange) => exchange[part]),
    }));
  });
  return [...events, ...commands, ...calls];
}

/** What readers in other languages make of a published schema. */
export function readerOf({ schema }: PublishedMessage): z.ZodType {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}
