import type { Json } from '../template';

/**
 * A field of an object by its JSON Pointer (RFC 6901), e.g. `/spec/template/spec/containers/0/image`.
 * @throws Error that says where the way ends, and which keys there are
 */
export function fieldOf(object: Json, pointer: string): Json {
  if (pointer !== '' && !pointer.startsWith('/')) {
    throw new Error(`found JSON Pointer "${pointer}", expected one that begins with "/"`);
  }
  let current = object;
  let place = '';
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) {
      throw new Error(`found no "${key}" at ${place || 'the top'}, expected ${pointer}; there ${contentOf(current)}`);
    }
    current = (current as Record<string, Json>)[key] as Json;
    place += `/${step}`;
  }
  return current;
}

function contentOf(value: Json): string {
  if (Array.isArray(value)) return `is a list of ${value.length}`;
  if (typeof value !== 'object' || value === null) return `is ${JSON.stringify(value)}`;
  return `are ${Object.keys(value).join(', ') || 'no keys'}`;
}
