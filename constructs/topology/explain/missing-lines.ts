import { operationsOf, type ServiceDeclaration } from '../../declaration';
import { keyPath, type PathStep, placeOf } from '../place';
import type { MissingLine } from './explanation';

/** The line that lets a service call an operation of a peer. */
export function callLine(from: ServiceDeclaration, peer: string, operation: string): MissingLine {
  const call = from.calls[peer];
  if (call === undefined) {
    return entry(from, ['calls'], peer, `['${operation}']`);
  }
  const list: PathStep[] = operationsOf(call) === call ? ['calls', peer] : ['calls', peer, 'operations'];
  return { place: placeOf(from.name, ...list), line: `'${operation}',` };
}

/** The line that lets a service send a command to a peer. */
export function sendLine(from: ServiceDeclaration, peer: string, command: string): MissingLine {
  return from.sends?.[peer] === undefined
    ? entry(from, ['sends'], peer, `['${command}']`)
    : { place: placeOf(from.name, 'sends', peer), line: `'${command}',` };
}

/** The line that lets a gateway pass public requests on to a peer. */
export function forwardLine(from: ServiceDeclaration, peer: string): MissingLine {
  return entry(from, ['forwards'], peer, '{}');
}

export function operationLine(owner: ServiceDeclaration, operation: string): MissingLine {
  const value = `{ method: 'POST', path: '/internal/${operation}', description: '<what it gives>' }`;
  return entry(owner, ['http', 'operations'], operation, value);
}

export function handleLine(owner: ServiceDeclaration, command: string): MissingLine {
  const value = `{ version: 1, schema: '<name>', description: '<what to do>' }`;
  return entry(owner, ['handles'], command, value);
}

export function publishLine(owner: ServiceDeclaration, subject: string): MissingLine {
  const value = `{ version: 1, schema: '<name>', description: '<what happened>' }`;
  return entry(owner, ['publishes'], subject, value);
}

export function subscribeLine(reader: ServiceDeclaration, subject: string, version: number): MissingLine {
  return entry(reader, ['subscribes'], subject, `{ version: ${version} }`);
}

/** An entry of an object in the declaration, and the object around it where that is not there yet. */
function entry(service: ServiceDeclaration, path: readonly string[], key: string, value: string): MissingLine {
  const parent = path.reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], service);
  const line = `${keyText(key)}: ${value}`;
  return parent === undefined
    ? { place: placeOf(service.name, ...path.slice(0, -1)), line: `${path.at(-1)}: { ${line} },` }
    : { place: placeOf(service.name, ...path), line: `${line},` };
}

/** A key as TypeScript writes it in an object. */
function keyText(key: string): string {
  return keyPath([key]).replace(/^\[(.*)\]$/, '$1');
}
