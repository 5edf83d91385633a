import { ApiObject, App, JsonPatch, Lazy } from 'cdk8s';
import type { Json, JsonObject } from '../template';

/** What an `ApiObject` starts from and does not show. */
interface Internals {
  readonly props: object;
  readonly patches: readonly JsonPatch[];
}

const originalToJson = ApiObject.prototype.toJson;
// For lazy values, implicit tokens, and unions of number and string: what every app has without asking for more.
const usualResolvers = new App().resolvers.map((resolver) => resolver.constructor);

/**
 * What `object.toJson()` gives. The part of it that all classes of objects share is replaced meanwhile by one that does
 * the same in one walk over the data: the original walks it twice, and at every value makes a list of the keys on the
 * way and goes up to the app for its resolvers. Where anybody has changed what the original does, it is left in place.
 */
export function objectData(object: ApiObject): JsonObject {
  const { resolvers } = App.of(object);
  const usual =
    ApiObject.prototype.toJson === originalToJson &&
    resolvers.length === usualResolvers.length &&
    resolvers.every((resolver, index) => resolver.constructor === usualResolvers[index]) &&
    !process.env.CDK8S_DISABLE_SORT;
  if (!usual) return object.toJson();
  ApiObject.prototype.toJson = toJson;
  try {
    return object.toJson();
  } finally {
    ApiObject.prototype.toJson = originalToJson;
  }
}

function toJson(this: ApiObject): JsonObject {
  const { props, patches } = this as unknown as Internals;
  let data: JsonObject;
  try {
    data = plain({ ...props, metadata: undefined }) as JsonObject;
    data.metadata = this.metadata.toJson();
    if (patches.length > 0) data = JsonPatch.apply(data, ...patches);
  } catch {
    // The original fails too, with a message that names the construct.
    return originalToJson.call(this);
  }
  const result: JsonObject = {};
  for (const key of ['apiVersion', 'kind', 'metadata', ...Object.keys(data)]) {
    if (data[key] !== undefined) result[key] = data[key];
  }
  return result;
}

/** Resolves tokens, leaves out what is null or undefined in maps, and sorts their keys. */
function plain(value: unknown): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' && typeof value !== 'function') return value as Json;
  if (value instanceof Lazy) return plain(value.produce());
  if ('resolve' in value && typeof value.resolve === 'function') return plain(value.resolve());
  if (Array.isArray(value)) return value.map(plain) as Json[];
  if (value.constructor !== Object) {
    const union = (value as { value?: unknown }).value;
    if (typeof union === 'number' || typeof union === 'string') return { value: union };
    throw new Error(`found a ${value.constructor?.name}, expected plain data`);
  }
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const member = plain((value as Record<string, unknown>)[key]);
    if (member !== undefined) result[key] = member;
  }
  return result;
}
