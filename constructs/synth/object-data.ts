import { ApiObject, ApiObjectMetadataDefinition, App, JsonPatch, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Json, JsonObject } from '../template';

/** What an `ApiObject` starts from and does not show. */
interface Internals {
  readonly props: object;
  readonly patches: readonly JsonPatch[];
}

/** The same of its metadata. */
interface MetadataInternals {
  readonly _additionalAttributes: object;
  readonly name: unknown;
  readonly namespace: unknown;
  readonly annotations: unknown;
  readonly finalizers: unknown;
  readonly ownerReferences: unknown;
  readonly labels: unknown;
}

const originalToJson = ApiObject.prototype.toJson;
const originalMetadata = ApiObjectMetadataDefinition.prototype.toJson;
// For lazy values, implicit tokens, and unions of number and string: what every app has without asking for more.
const usualResolvers = new App().resolvers.map((resolver) => resolver.constructor);

// Classes whose `toJson` copies all that it gives. Those of others may give away what they keep.
const copyingClasses = new Set<unknown>([ApiObject, ...Object.values(k8s)]);

/** True while the part of `toJson` that all classes of objects share is ours. */
let inOneWalk = false;

/**
 * What `object.toJson()` gives. The part of it that all classes of objects share is replaced meanwhile by one that does
 * the same in one walk over the data: the original walks it twice, and at every value makes a list of the keys on the
 * way and goes up to the app for its resolvers. Where anybody has changed what the original does, it is left in place.
 */
export function objectData(object: ApiObject): JsonObject {
  if (!replaceShared() || !hasUsualResolvers(object) || process.env.CDK8S_DISABLE_SORT) return object.toJson();
  inOneWalk = true;
  try {
    return object.toJson();
  } finally {
    inOneWalk = false;
  }
}

/** True where what the object's `toJson` gives belongs to nobody else, and may be changed. */
export function copiesItsData(object: ApiObject): boolean {
  return copyingClasses.has(object.constructor) && !Object.hasOwn(object, 'toJson');
}

/**
 * The replacement stays, and does what the original does except inside `objectData`, so that a prototype on which the
 * engine's optimizations rest is changed once, not twice for each object.
 * @returns false where somebody else has replaced it
 */
function replaceShared(): boolean {
  if (ApiObject.prototype.toJson === originalToJson) ApiObject.prototype.toJson = toJson;
  return ApiObject.prototype.toJson === toJson;
}

function hasUsualResolvers(object: ApiObject): boolean {
  const { resolvers } = App.of(object);
  return (
    resolvers.length === usualResolvers.length &&
    resolvers.every((resolver, index) => resolver.constructor === usualResolvers[index])
  );
}

function toJson(this: ApiObject): JsonObject {
  if (!inOneWalk) return originalToJson.call(this);
  const { props, patches } = this as unknown as Internals;
  let data: JsonObject;
  try {
    data = plain({ ...props, metadata: undefined }) as JsonObject;
    data.metadata = metadataOf(this) as Json;
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

function metadataOf({ metadata }: ApiObject): Json | undefined {
  if (metadata.toJson !== originalMetadata) return metadata.toJson();
  const { _additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels } =
    metadata as unknown as MetadataInternals;
  const all = { ..._additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels };
  return plain(all, true);
}

/**
 * Resolves tokens, leaves out what is null or undefined in maps, and sorts their keys.
 * @param filled leave out empty lists and maps too
 */
function plain(value: unknown, filled = false): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' && typeof value !== 'function') return value as Json;
  if (value instanceof Lazy) return plain(value.produce(), filled);
  if ('resolve' in value && typeof value.resolve === 'function') return plain(value.resolve(), filled);
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

/** Most objects have a few keys, in order but for one or two: a case that the engine's sort has much ado about. */
function sortedKeys(value: object): string[] {
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
