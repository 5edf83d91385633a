const connectionCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
  ...['57P01', '57P02', '57P03', '53300'],
]);

/** Messages of pg and pg-pool, which give these errors no code. */
const connectionMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Client was closed',
  'Query read timeout',
];

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '');
}

/** The database could not be reached or went away: the work is as good as it was, only the moment is bad. */
export function isConnectionFailure(error: unknown): boolean {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : '';
  return (
    connectionCodes.has(code) ||
    /^08\w{3}$/.test(code) ||
    connectionMessages.some((part) => message.includes(part)) ||
    (error instanceof AggregateError && error.errors.some(isConnectionFailure))
  );
}

/**
 * The database cannot be used, but may be soon: it is not reachable, or its role or itself is still to be made, as in
 * the first minute of a new installation. A server says of a role that does not exist what it says of a wrong password.
 */
export function isNotThereYet(error: unknown): boolean {
  // invalid_password, invalid_authorization_specification, invalid_catalog_name
  return isConnectionFailure(error) || ['28P01', '28000', '3D000'].includes(codeOf(error));
}

/** Serialization failure, deadlock, lock or statement timeout: the same transaction may succeed when repeated. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01', '55P03', '57014'].includes(codeOf(error));
}

/** A unique constraint refused the row; `constraint` narrows it to one by name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    codeOf(error) === '23505' &&
    (constraint === undefined || (error as { constraint?: string }).constraint === constraint)
  );
}
