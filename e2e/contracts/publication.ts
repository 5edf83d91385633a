import type { EventDeclaration } from '@flotilla/constructs/declaration';
import { type Contract, type JsonSchema, jsonSchemaOf, openApiOf } from '@flotilla/runtime';
import type { z } from 'zod';
import type { OpenApi } from './compatibility';

/** A message as others may rely on it. */
export interface PublishedMessage {
  readonly version: number;
  readonly schema: JsonSchema;
}

/** Everything that a service offers, in languages that are not TypeScript's: JSON Schema and OpenAPI. */
export interface Publication {
  /** By subject. */
  readonly events: Readonly<Record<string, PublishedMessage>>;
  /** By name. */
  readonly commands: Readonly<Record<string, PublishedMessage>>;
  readonly openapi: OpenApi;
}

/**
 * What a contract offers. Keys are sorted, so that equal contracts give equal texts.
 * @throws for a schema that JSON Schema cannot describe, or whose name is not the declared one
 */
export function publicationOf(contract: Contract): Publication {
  const { name, publishes, handles = {} } = contract.declaration;
  return sorted({
    events: messages(publishes, contract.events, 'output', name),
    commands: messages(handles, contract.commands, 'input', name),
    openapi: openApiOf(contract) as unknown as OpenApi,
  });
}

function messages(
  declared: Readonly<Record<string, EventDeclaration>>,
  schemas: Readonly<Record<string, z.ZodType>>,
  io: 'input' | 'output',
  service: string,
): Record<string, PublishedMessage> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, { version, schema: title, description }]) => {
      const where = `'${name}' of ${service}`;
      const { $schema, $ref, $defs = {}, ...rest } = jsonSchemaOf(schemas[name] as z.ZodType, io, where);
      if ($ref !== `#/$defs/${title}`) {
        throw new Error(
          `${where} is declared with the schema ${title}, and its zod schema is called ${String($ref)}; give the ` +
            `schema in services/${service}/contract the name with .meta({ id: '${title}' })`,
        );
      }
      const { [title]: own, ...others } = $defs;
      const { id: _, ...described } = own as JsonSchema;
      const parts = Object.keys(others).length > 0 ? { $defs: others } : {};
      const schema = { $schema, title, description, ...rest, ...described, ...parts };
      return [name, { version, schema }];
    }),
  );
}

function sorted<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(sorted) as T;
  }
  return value === null || typeof value !== 'object'
    ? value
    : (Object.fromEntries(
        Object.entries(value)
          .filter(([, part]) => part !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, part]) => [key, sorted(part)]),
      ) as T);
}
