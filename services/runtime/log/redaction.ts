/** Names of fields that are never written, whatever they hold. */
const secretFields = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'passwordHash',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'nkeySeed',
  'databaseUrl',
  'connectionString',
];

/**
 * PostgreSQL quotes the row that it refuses: `Key (email)=(ada@example.org) already exists`. The name of the
 * constraint says as much without the person.
 */
const errorFields = ['err.detail', 'err.where', 'err.cause.detail', 'err.cause.where', 'err.internalQuery'];

/** Paths of a record that are redacted: secret fields of the record, of what it holds, and one level further down. */
export const redactedPaths: string[] = [
  ...['', '*', '*.*'].flatMap((parent) => secretFields.map((field) => pathOf(parent, field))),
  ...errorFields,
];

function pathOf(parent: string, field: string): string {
  return parent === '' || field.startsWith('[') ? `${parent}${field}` : `${parent}.${field}`;
}
