import type { Json, JsonObject } from '../template';
import type { DeclaredValue } from './value';

/** The tree of all defaults: what values.yaml holds. */
export function defaultsOf(declared: readonly DeclaredValue[]): JsonObject {
  const tree: JsonObject = {};
  for (const value of declared) {
    let parent = tree;
    for (const key of value.path.slice(0, -1)) {
      if (!Object.hasOwn(parent, key)) parent[key] = {};
      parent = parent[key] as JsonObject;
    }
    parent[value.path.at(-1) as string] = structuredClone(value.default) as Json;
  }
  return tree;
}
