import type { HttpMethod, Operation } from '@flotilla/constructs/declaration';
import { sendsQuery } from '../contract';

/** A request line with its body. */
export interface CallRequest {
  readonly method: HttpMethod;
  readonly path: string;
  /** JSON. */
  readonly body: string | undefined;
}

/** Turns the input of an operation into a request: what the path names goes there, the rest into query or body. */
export function callRequest({ method, path }: Operation, prefix: string): (input: object) => CallRequest {
  // Literals at even places, names of parameters at odd ones.
  const parts = path.split(/\{([^}]+)\}/);
  const names = new Set(parts.filter((_, index) => index % 2 === 1));
  return (input) => {
    const values = input as Readonly<Record<string, unknown>>;
    const filled = parts.map((part, index) => (index % 2 === 0 ? part : encodeURIComponent(String(values[part]))));
    const rest = Object.entries(values).filter(([name]) => !names.has(name));
    const target = `${prefix}${filled.join('')}`;
    return sendsQuery(method)
      ? { method, path: withQuery(target, rest), body: undefined }
      : { method, path: target, body: JSON.stringify(Object.fromEntries(rest)) };
  };
}

function withQuery(path: string, entries: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of entries) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) {
        query.append(name, String(item));
      }
    }
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
