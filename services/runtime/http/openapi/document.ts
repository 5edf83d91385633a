import { STATUS_CODES } from 'node:http';
import type { Operation, Route } from '@flotilla/constructs/declaration';
import type { z } from 'zod';
import { type Contract, type OperationSchemas, type RouteSchemas, sendsQuery } from '../../contract';
import { problemMediaType } from '../../errors';
import { Components, type JsonSchema } from './components';
import { problemSchema } from './problem-schema';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

const eventStream = 'text/event-stream';

export interface OpenApiOptions {
  /** Whether operations for peers are described too, tagged `internal`. @default true */
  readonly internal?: boolean;
}

/**
 * Describes a contract: the very schemas that requests and answers are checked with.
 * @throws for a schema that OpenAPI cannot describe
 */
export function openApiOf(
  { declaration, routes, operations }: Contract,
  { internal = true }: OpenApiOptions = {},
): OpenApiDocument {
  const components = new Components();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const add = ({ method, path }: { method: string; path: string }, described: JsonSchema): void => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: described };
  };
  for (const route of declaration.http.routes) {
    add(route, describeRoute(route, routes[`${route.method} ${route.path}`], declaration.name, components));
  }
  for (const [name, operation] of Object.entries(internal ? (declaration.http.operations ?? {}) : {})) {
    add(operation, describeOperation(name, operation, operations[name] as OperationSchemas, components));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: declaration.name,
      description: declaration.description,
      version: String(declaration.http.version ?? 1),
    },
    paths,
    components: {
      schemas: { ...components.schemas, Problem: problemSchema },
      responses: {
        Problem: {
          description: 'Why the request failed.',
          content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function describeRoute(
  route: Route,
  schemas: RouteSchemas | undefined,
  service: string,
  components: Components,
): JsonSchema {
  const key = `${route.method} ${route.path}`;
  const { summary, params, query, headers, body, responses = {} } = schemas ?? {};
  const mediaType = schemas?.mediaType ?? (route.stream ? eventStream : 'application/json');
  return {
    operationId: operationId(route),
    tags: [service],
    ...(summary === undefined ? {} : { summary }),
    security: securityOf(route.access),
    parameters: [
      ...pathParameters(route.path, params, key, components),
      ...parametersOf('query', query, key, components),
      ...parametersOf('header', headers, key, components),
    ],
    ...(body === undefined ? {} : { requestBody: jsonBody(body, key, components) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, schema]) => [
          status,
          describeResponse(status, schema, mediaType, key, components),
        ]),
      ),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function describeOperation(
  name: string,
  operation: Operation,
  { input, output }: OperationSchemas,
  components: Components,
): JsonSchema {
  const where = `operation ${name}`;
  const inPath = pathNames(operation.path);
  const rest = inPath.length === 0 ? input : input.omit(Object.fromEntries(inPath.map((key) => [key, true])) as object);
  return {
    operationId: name,
    tags: ['internal'],
    summary: operation.description,
    security: [],
    parameters: [
      ...pathParameters(operation.path, input, where, components),
      ...(sendsQuery(operation.method) ? parametersOf('query', rest, where, components) : []),
    ],
    ...(sendsQuery(operation.method) ? {} : { requestBody: jsonBody(rest, where, components) }),
    responses: {
      200: describeResponse('200', output, 'application/json', where, components),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** `GET /orders/{id}/events` is `getOrdersByIdEvents`. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/\{(\w+)\}/g, (_, name: string) => `by-${name}`)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Any one of the roles suffices, so each is an alternative of its own. */
function securityOf(access: Route['access']): JsonSchema[] {
  if (access === 'public') {
    return [];
  }
  return access === 'user' ? [{ bearer: [] }] : access.roles.map((role) => ({ bearer: [role] }));
}

function pathNames(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
}

function pathParameters(
  path: string,
  schema: z.ZodObject | undefined,
  where: string,
  components: Components,
): JsonSchema[] {
  return pathNames(path).map((name) => {
    const own = schema?.shape[name] as z.ZodType | undefined;
    const described = own === undefined ? { type: 'string' } : components.describe(own, 'input', where);
    return { name, in: 'path', required: true, schema: described };
  });
}

function parametersOf(
  place: 'query' | 'header',
  schema: z.ZodObject | undefined,
  where: string,
  components: Components,
): JsonSchema[] {
  if (schema === undefined) {
    return [];
  }
  const { properties = {}, required = [] } = components.describe(schema, 'input', where) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: described,
  }));
}

function jsonBody(schema: z.ZodType, where: string, components: Components): JsonSchema {
  return { required: true, content: { 'application/json': { schema: components.describe(schema, 'input', where) } } };
}

function describeResponse(
  status: string,
  schema: z.ZodType | null,
  mediaType: string,
  where: string,
  components: Components,
): JsonSchema {
  const description = STATUS_CODES[status] ?? status;
  if (schema === null) {
    return { description };
  }
  const described = components.describe(schema, 'output', where);
  const content = mediaType === eventStream ? eventOf(described) : described;
  return { description, content: { [mediaType]: { schema: content } } };
}

/** One event of a stream as its reader gets it (HTML §9.2.6). Before OpenAPI 3.2 a schema has no other place for it. */
function eventOf(contentSchema: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      id: { type: 'string' },
      event: { type: 'string' },
      data: { type: 'string', contentMediaType: 'application/json', contentSchema },
    },
    required: ['data'],
  };
}
