import type { Json, JsonObject } from './node';

/**
 * Keys of the values' maps are anybody's: some are members of every object (`constructor`), and assigning to one
 * (`__proto__`) would set something else.
 */
export function memberOf(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets a member, whatever its key is. */
export function putMember(map: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    map[key] = value;
  }
}
