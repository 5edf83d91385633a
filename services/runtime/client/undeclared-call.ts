import { operationsOf, type ServiceDeclaration } from '@flotilla/constructs/declaration';

/** A call that `service.ts` does not name. */
export class UndeclaredCallError extends Error {
  override readonly name = 'UndeclaredCallError';
}

/** What is missing, how to find out more, and the line that would mend it. */
export function undeclaredCall({ name, calls }: ServiceDeclaration, peer: string, operation: string): string {
  return (
    `${name} does not declare that it may call '${peer}.${operation}'; see npm run -s explain -- ${name} ` +
    `${peer}.${operation}, or have under \`calls\` in services/${name}/service.ts: ${lineFor(calls, peer, operation)}`
  );
}

/** The entry of a peer with one operation more. */
function lineFor(calls: ServiceDeclaration['calls'], peer: string, operation: string): string {
  const call = calls[peer] ?? [];
  const operations = `[${[...operationsOf(call), operation].map((name) => `'${name}'`).join(', ')}]`;
  const key = /^[a-z]\w*$/.test(peer) ? peer : `'${peer}'`;
  if (!('operations' in call)) {
    return `${key}: ${operations},`;
  }
  const { operations: _, ...policy } = call;
  const rest = Object.entries(policy).map(([field, value]) => `, ${field}: ${JSON.stringify(value)}`);
  return `${key}: { operations: ${operations}${rest.join('')} },`;
}
