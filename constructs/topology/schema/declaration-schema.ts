import type {
  BooleanKey,
  Call,
  CommandDeclaration,
  DatabaseDeclaration,
  EdgePolicy,
  EnumKey,
  EventDeclaration,
  HttpDeclaration,
  IntegerKey,
  JobDeclaration,
  Operation,
  RbacRule,
  Route,
  SecretKey,
  ServiceDeclaration,
  StringKey,
  Subscription,
} from '../../declaration';
import { closedObject, type JsonSchema, mapOf, type NameSchema, setOf, when } from './object-schema';

/** Every `description` completes the sentence "expected ...", because the checks show it to people. */

const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description });

/** Written so that other languages read the pattern too. */
const controls = '\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f';
/** What comments, charts and dashboards show to people: it may have several lines. */
const prose = (description: string): JsonSchema => ({
  ...text(`${description}, without control characters other than line feeds and tabs`),
  pattern: `^[^${controls}]*$`,
});
const singleLine = (description: string): JsonSchema => ({
  ...text(`${description} in one line, without control characters`),
  pattern: `^[^\\t\\n${controls}]*$`,
});
const flag = (description: string): JsonSchema => ({ type: 'boolean', description });
const integer = (minimum: number, maximum: number, description: string): JsonSchema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});

/** Name of a service. */
export const serviceName: NameSchema = {
  type: 'string',
  pattern: '^[a-z]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 30,
  description: 'a DNS-1035 label of at most 30 characters: lower case letters, digits and hyphens, a letter first',
};
const shortLabel: JsonSchema = {
  type: 'string',
  pattern: '^[a-z]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 20,
  description: 'a DNS-1035 label of at most 20 characters',
};
/** Name of an operation or a command. */
export const memberName: NameSchema = {
  type: 'string',
  pattern: '^[a-z][A-Za-z0-9]*$',
  maxLength: 40,
  description: 'a camelCase name of letters and digits, at most 40 characters',
};
const environmentName: JsonSchema = {
  type: 'string',
  pattern: '^[A-Z][A-Z0-9]*(_+[A-Z0-9]+)*$',
  maxLength: 63,
  description:
    'the name of an environment variable: upper case letters, digits and underscores, a letter first, no underscore last',
};
/** Subject of an event. */
export const subject: NameSchema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9-]*\\.v[1-9][0-9]*(\\.[A-Za-z0-9_-]+)+$',
  maxLength: 150,
  description: 'a subject `<owner>.v<n>.<aggregate>.<event>` without wildcards',
};
const version = integer(1, 1_000_000, 'a whole number from 1');
const path: JsonSchema = {
  type: 'string',
  pattern: '^(/|(/([A-Za-z0-9._~-]+|\\{[A-Za-z][A-Za-z0-9]*\\}))+)$',
  description: 'a path like `/orders/{id}`, parameters in braces',
};
const port = integer(1_024, 65_535, 'a port from 1024 to 65535, which a process without privileges may open');
const method: JsonSchema = {
  enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  description: 'one of GET, POST, PUT, PATCH, DELETE',
};

const policyProperties: { readonly [K in keyof EdgePolicy]-?: JsonSchema } = {
  timeoutMs: integer(1, 3_600_000, 'milliseconds from 1 to 3600000'),
  retries: integer(0, 10, 'a whole number from 0 to 10'),
  retryBudget: { type: 'number', minimum: 0, maximum: 1, description: 'a share from 0 to 1' },
  breaker: closedObject<NonNullable<EdgePolicy['breaker']>>({
    description: 'an object {consecutiveFailures, openMs}',
    required: { consecutiveFailures: true, openMs: true },
    properties: {
      consecutiveFailures: integer(1, 1_000, 'a whole number from 1 to 1000'),
      openMs: integer(1, 3_600_000, 'milliseconds from 1 to 3600000'),
    },
  }),
  bulkhead: integer(1, 100_000, 'a whole number from 1 to 100000'),
};

const operationNames = setOf(memberName, 'a list of at least one operation, each once', 1);

const call: JsonSchema = {
  description: 'a list of operations, or an object {operations, timeoutMs, ...}',
  ...when(
    { type: 'array' },
    operationNames,
    closedObject<Call>({
      description: 'a list of operations, or an object {operations, timeoutMs, ...}',
      required: { operations: true },
      properties: { operations: operationNames, ...policyProperties },
    }),
  ),
};

const route = closedObject<Route>({
  description: 'a route {method, path, access}',
  required: { method: true, path: true, access: true },
  properties: {
    method,
    path,
    access: {
      description: "'public', 'user' or an object {roles: [...]}",
      ...when(
        { type: 'object' },
        closedObject<Extract<Route['access'], object>>({
          description: 'an object {roles: [...]}',
          required: { roles: true },
          properties: { roles: setOf(text('the name of a role'), 'a list of at least one role, each once', 1) },
        }),
        { enum: ['public', 'user'], description: "'public', 'user' or an object {roles: [...]}" },
      ),
    },
    limit: {
      enum: ['default', 'login', 'register', 'order'],
      description: "one of 'default', 'login', 'register', 'order'",
    },
    stream: flag('true or false'),
  },
});

const operation = closedObject<Operation>({
  description: 'an operation {method, path, description}',
  required: { method: true, path: true, description: true },
  properties: { method, path, description: prose('a sentence'), safe: flag('true or false') },
});

const http = closedObject<HttpDeclaration>({
  description: 'an object {port, adminPort, routes, operations, version}',
  required: { port: true, adminPort: true, routes: true },
  properties: {
    port,
    adminPort: port,
    routes: { type: 'array', items: route, description: 'a list of routes' },
    operations: mapOf(memberName, operation, 'an object of operations by name'),
    version,
  },
});

/** What every reader of JSON and YAML takes for the same number. */
const safeInteger = integer(
  Number.MIN_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  'a whole number from -9007199254740991 to 9007199254740991',
);
const keyDescription = prose('a sentence on what the key does');
const stringKey = closedObject<Omit<StringKey, 'secret'>>({
  description: 'a string key {type, description, default, pattern}',
  required: { type: true, description: true },
  properties: {
    type: { const: 'string' },
    description: keyDescription,
    default: { type: 'string', description: 'a string' },
    pattern: text('a regular expression'),
  },
});
const secretKey = closedObject<Omit<SecretKey, 'default'>>({
  description: 'a secret key {type, secret: {name, key}, description, optional}, without default and pattern',
  required: { type: true, description: true, secret: true },
  properties: {
    type: { const: 'string', description: "'string', as every secret is" },
    description: keyDescription,
    secret: closedObject<SecretKey['secret']>({
      description: 'an object {name, key}',
      required: { name: true, key: true },
      properties: {
        name: shortLabel,
        key: {
          type: 'string',
          pattern: '^[A-Za-z0-9._-]+$',
          maxLength: 253,
          description: 'a key of a Secret: letters, digits, dots, hyphens, underscores',
        },
      },
    }),
    optional: flag('true or false'),
  },
});
const integerKey = closedObject<Omit<IntegerKey, 'secret'>>({
  description: 'an integer key {type, description, minimum, maximum, default, unit}',
  required: { type: true, description: true, minimum: true, maximum: true, default: true },
  properties: {
    type: { const: 'integer' },
    description: keyDescription,
    default: safeInteger,
    minimum: safeInteger,
    maximum: safeInteger,
    unit: { enum: ['ms', 's', 'bytes', 'days'], description: "one of 'ms', 's', 'bytes', 'days'" },
  },
});
const booleanKey = closedObject<Omit<BooleanKey, 'secret'>>({
  description: 'a boolean key {type, description, default}',
  required: { type: true, description: true, default: true },
  properties: { type: { const: 'boolean' }, description: keyDescription, default: flag('true or false') },
});
const enumKey = closedObject<Omit<EnumKey, 'secret'>>({
  description: 'an enum key {type, description, values, default}',
  required: { type: true, description: true, values: true, default: true },
  properties: {
    type: { const: 'enum' },
    description: keyDescription,
    values: setOf(singleLine('a word'), 'a list of at least one word, each once', 1),
    default: text('one of the values'),
  },
});

const plain = (type: string): JsonSchema => ({
  properties: { type: { const: type } },
  not: { required: ['secret'] },
});
const configKey: JsonSchema = {
  type: 'object',
  description: 'a configuration key {type, description, ...}',
  required: ['type'],
  properties: {
    type: {
      enum: ['string', 'integer', 'boolean', 'enum'],
      description: "one of 'string', 'integer', 'boolean', 'enum'",
    },
  },
  allOf: [
    when({ required: ['secret'] }, secretKey),
    when(plain('string'), stringKey),
    when(plain('integer'), integerKey),
    when(plain('boolean'), booleanKey),
    when(plain('enum'), enumKey),
  ],
};

const messageProperties = {
  version,
  schema: text("the name of a schema in the owner's contract"),
  description: prose('a sentence'),
};

/**
 * JSON Schema (draft-07) of a `ServiceDeclaration`, for services whose declaration is written as JSON or YAML. What no
 * schema can say (two ports that differ, a default between its bounds, everything between services) `topologyOf` checks.
 */
export const declarationSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'ServiceDeclaration',
  ...closedObject<ServiceDeclaration>({
    description: 'a service declaration {name, description, http, config, calls, publishes, subscribes, ...}',
    required: {
      name: true,
      description: true,
      http: true,
      config: true,
      calls: true,
      publishes: true,
      subscribes: true,
    },
    properties: {
      $schema: { type: 'string', description: 'the address of this schema' },
      name: serviceName,
      description: prose('a sentence on what the service is for'),
      http,
      database: closedObject<DatabaseDeclaration>({
        description: 'an object {migrations, poolMax}',
        required: { migrations: true },
        properties: { migrations: flag('true or false'), poolMax: integer(1, 1_000, 'a whole number from 1 to 1000') },
      }),
      config: mapOf(environmentName, configKey, 'an object of configuration keys by name'),
      calls: mapOf(serviceName, call, 'an object of calls by the name of the called service'),
      forwards: mapOf(
        serviceName,
        closedObject<EdgePolicy>({
          description: 'an edge policy {timeoutMs, ...}',
          required: {},
          properties: policyProperties,
        }),
        'an object of edge policies by the name of a service',
      ),
      publishes: mapOf(
        subject,
        closedObject<EventDeclaration>({
          description: 'an event {version, schema, description}',
          required: { version: true, schema: true, description: true },
          properties: messageProperties,
        }),
        'an object of events by subject',
      ),
      subscribes: mapOf(
        subject,
        closedObject<Subscription>({
          description: 'a subscription {version, purpose}',
          required: { version: true },
          properties: { version, purpose: shortLabel },
        }),
        'an object of subscriptions by subject',
      ),
      handles: mapOf(
        memberName,
        closedObject<CommandDeclaration>({
          description: 'a command {version, schema, description}',
          required: { version: true, schema: true, description: true },
          properties: messageProperties,
        }),
        'an object of commands by name',
      ),
      sends: mapOf(
        serviceName,
        setOf(memberName, 'a list of at least one command, each once', 1),
        'an object of lists of commands by the name of the receiver',
      ),
      jobs: mapOf(
        shortLabel,
        closedObject<JobDeclaration>({
          description: 'a job {description, schedule, args}',
          required: { description: true, schedule: true, args: true },
          properties: {
            description: prose('a sentence'),
            schedule: text('a cron expression of five fields'),
            args: { type: 'array', items: { type: 'string' }, description: 'a list of arguments' },
          },
        }),
        'an object of jobs by name',
      ),
      rbac: {
        type: 'array',
        description: 'a list of rules {apiGroups, resources, verbs, resourceNames}',
        items: closedObject<RbacRule>({
          description: 'a rule {apiGroups, resources, verbs, resourceNames}',
          required: { apiGroups: true, resources: true, verbs: true },
          properties: {
            apiGroups: setOf({ type: 'string' }, "a list of at least one API group ('' is the core)", 1),
            resources: setOf(text('a resource'), 'a list of at least one resource', 1),
            verbs: setOf(text('a verb'), 'a list of at least one verb', 1),
            resourceNames: setOf(text('a name'), 'a list of at least one name', 1),
          },
        }),
      },
      enforce: { enum: ['refuse', 'log'], description: "'refuse' or 'log'" },
    },
  }),
};
