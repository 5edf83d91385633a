import { Lazy } from 'cdk8s';
import type { Json, JsonObject } from '../template';
import type { Shape } from './object-shape';
import { hasResolve, plain, sortedKeys } from './plain-data';

/**
 * What a class makes of what it was made with: tokens are resolved, what is null or undefined goes, keys of maps are
 * sorted.
 * @throws where the data is not of that shape
 */
export function shaped(value: unknown, shape: Shape): Json | undefined {
  if (shape.kind === 'constant') return shape.value;
  if (value === null || value === undefined) return undefined;
  if (shape.kind === 'any') return plain(value);
  if (value instanceof Lazy) return shaped(value.produce(), shape);
  if (hasResolve(value)) return shaped(value.resolve(), shape);
  return collection(value, shape, shaped, sortedKeys);
}

/** What a class makes of data in which that has been done, and whose nulls a patch has put there. @throws as above */
export function settled(value: unknown, shape: Shape): Json | undefined {
  if (shape.kind === 'constant') return shape.value;
  if (value === undefined || shape.kind === 'any') return value as Json | undefined;
  return collection(value, shape, settled, Object.keys);
}

function collection(
  value: unknown,
  shape: Shape,
  member: (value: unknown, shape: Shape) => Json | undefined,
  keysOf: (value: object) => string[],
): Json {
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((item) => member(item, shape.of)) as Json[];
  if (shape.kind === 'union') {
    const { value: content } = value as { value?: unknown };
    if (typeof content === 'number' || typeof content === 'string') return content;
  }
  const result: JsonObject = {};
  if (shape.kind === 'struct' && isPlain(value)) {
    for (const { from, to, shape: of } of shape.fields) {
      const found = member(value[from], of);
      if (found !== undefined) result[to] = found;
    }
    return result;
  }
  if (shape.kind === 'map' && isPlain(value)) {
    for (const key of keysOf(value)) {
      const found = member(value[key], shape.of);
      if (found !== undefined) result[key] = found;
    }
    return result;
  }
  throw new Error(`found ${typeof value}, expected a ${shape.kind}`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}
