import { ApiObject, ApiObjectMetadataDefinition, App, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Json, JsonObject } from '../template';
import { settled, shaped } from './in-shape';
import { type StructShape, shapeOf } from './object-shape';
import { plain } from './plain-data';

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
/** What that part gives while it is found out what a class makes of it. */
let standIn: unknown;
/** By the method `toJson` of a generated class: what it makes of the data, or how many objects have asked for that. */
const shapes = new WeakMap<object, StructShape | 'unknown' | number>();
/** From how many objects of a class on it pays to find that out. */
export const manyObjects = 32;

/**
 * What `object.toJson()` gives. Of a generated class with many objects it is known what it makes of its data, so that is
 * done in one walk over what the object was made with: the original resolves tokens, sorts, and copies field by field, one after the
 * other. Of other classes the part that all of them share is replaced meanwhile by one that does the same in one walk
 * instead of two; the original also makes a list of the keys on the way to every value, and goes up to the app for its
 * resolvers. Where anybody has changed what the original does, it is left in place.
 */
export function objectData(object: ApiObject): JsonObject {
  if (!replaceShared() || !hasUsualResolvers(object) || process.env.CDK8S_DISABLE_SORT) return object.toJson();
  const shape = generatedShape(object);
  if (shape !== undefined) {
    try {
      return inShape(object, shape);
    } catch {
      // Data that the class does not expect; what it makes of that it says itself.
    }
  }
  inOneWalk = true;
  try {
    return object.toJson();
  } finally {
    inOneWalk = false;
  }
}

function generatedShape(object: ApiObject): StructShape | undefined {
  if (object.constructor === ApiObject || !copiesItsData(object)) return undefined;
  let known = shapes.get(object.toJson) ?? 0;
  if (typeof known === 'number') {
    known = known + 1 < manyObjects ? known + 1 : findShape(object);
    shapes.set(object.toJson, known);
  }
  return typeof known === 'object' ? known : undefined;
}

function findShape(object: ApiObject): StructShape | 'unknown' {
  const shape = shapeOf((data) => {
    standIn = data;
    try {
      return object.toJson();
    } finally {
      standIn = undefined;
    }
  });
  return shape?.kind === 'struct' ? shape : 'unknown';
}

function inShape(object: ApiObject, { fields }: StructShape): JsonObject {
  const { props, patches } = object as unknown as Internals;
  const patched = patches.length > 0 ? sharedData(object) : undefined;
  const result: JsonObject = {};
  for (const { from, to, shape } of fields) {
    const member =
      patched === undefined && from !== 'metadata'
        ? shaped((props as Record<string, unknown>)[from], shape)
        : settled(patched === undefined ? metadataOf(object) : patched[from], shape);
    if (member !== undefined) result[to] = member;
  }
  return result;
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
  if (standIn !== undefined) return standIn as JsonObject;
  if (!inOneWalk) return originalToJson.call(this);
  let data: JsonObject;
  try {
    data = sharedData(this);
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

/** With patches applied. */
function sharedData(object: ApiObject): JsonObject {
  const { props, patches } = object as unknown as Internals;
  const data = plain({ ...props, metadata: undefined }) as JsonObject;
  data.metadata = metadataOf(object) as Json;
  return patches.length > 0 ? JsonPatch.apply(data, ...patches) : data;
}

function metadataOf({ metadata }: ApiObject): Json | undefined {
  if (metadata.toJson !== originalMetadata) return metadata.toJson();
  const { _additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels } =
    metadata as unknown as MetadataInternals;
  const all = { ..._additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels };
  return plain(all, true);
}
