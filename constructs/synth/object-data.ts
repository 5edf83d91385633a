import { ApiObject, App, JsonPatch, Lazy } from 'cdk8s';
import type { Json, JsonObject } from '../template';

/** What an `ApiObject` keeps to itself and its `toJson` starts from. */
interface Internals {
  readonly props: object;
  readonly patches: readonly JsonPatch[];
}

const stockToJson = ApiObject.prototype.toJson;
// Lazy values, implicit tokens, unions of number and string: what every app has without asking for more.
const stockResolvers = new App().resolvers.map((resolver) => resolver.constructor);

/**
 * What `object.toJson()` gives, in about half the time. cdk8s's own walks each object three times and asks, at every
 * value, the whole way up to the app for its resolvers, with a new list of keys; this is the part of it that all
 * generated classes build on, and it is replaced while one of them runs. An app with resolvers of its own keeps the
 * original.
 */
export function objectData(object: ApiObject): JsonObject {
  const { resolvers } = App.of(object);
  const stock =
    resolvers.length === stockResolvers.length &&
    resolvers.every((resolver, index) => resolver.constructor === stockResolvers[index]);
  if (!stock || ApiObject.prototype.toJson !== stockToJson) return object.toJson();
  ApiObject.prototype.toJson = toJson;
  try {
    return object.toJson();
  } finally {
    ApiObject.prototype.toJson = stockToJson;
  }
}

function toJson(this: ApiObject): JsonObject {
  const { props, patches } = this as unknown as Internals;
  const data = plain({ ...props, metadata: this.metadata.toJson() }) as JsonObject;
  const patched = patches.length === 0 ? data : JsonPatch.apply(data, ...patches);
  const { apiVersion, kind, metadata, ...rest } = patched;
  return { apiVersion, kind, metadata, ...rest };
}

/** Resolves tokens, drops what is undefined or null from maps, and sorts keys. */
function plain(value: unknown): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return value as Json;
  if (value instanceof Lazy) return plain(value.produce());
  if ('resolve' in value && typeof value.resolve === 'function') return plain(value.resolve());
  if (Array.isArray(value)) return value.map(plain) as Json[];
  if (value.constructor !== Object) {
    const union = (value as { value?: unknown }).value;
    if (typeof union === 'number' || typeof union === 'string') return { value: union };
    throw new Error(`can't render non-simple object of type '${value.constructor.name}'`);
  }
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const member = plain((value as Record<string, unknown>)[key]);
    if (member !== undefined) result[key] = member;
  }
  return result;
}
