import { Lazy } from 'cdk8s';
import type { Json, JsonObject } from '../template';

/**
 * Resolves tokens, leaves out what is null or undefined in maps, and sorts their keys.
 * @param filled leave out empty lists and maps too
 */
export function plain(value: unknown, filled = false): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' && typeof value !== 'function') return value as Json;
  if (value instanceof Lazy) return plain(value.produce(), filled);
  if (hasResolve(value)) return plain(value.resolve(), filled);
  if (Array.isArray(value)) {
    return filled && value.length === 0 ? undefined : (value.map((item) => plain(item, filled)) as Json[]);
  }
  if (value.constructor !== Object) {
    const union = (value as { value?: unknown }).value;
    if (typeof union === 'number' || typeof union === 'string') return { value: union };
    throw new Error(`found a ${value.constructor?.name}, expected plain data`);
  }
  const result: JsonObject = {};
  let empty = true;
  for (const key of sortedKeys(value)) {
    const member = plain((value as Record<string, unknown>)[key], filled);
    if (member === undefined) continue;
    result[key] = member;
    empty = false;
  }
  return filled && empty ? undefined : result;
}

/** Whether it is a token that resolves itself. */
export function hasResolve(value: object): value is { resolve(): unknown } {
  return 'resolve' in value && typeof value.resolve === 'function';
}

/** Most objects have a few keys, in order but for one or two: a case that the engine's sort has much ado about. */
export function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length > 16) return keys.sort();
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] as string;
    let at = next;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}
