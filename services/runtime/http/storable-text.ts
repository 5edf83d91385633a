import { type FieldError, Problem } from '../errors';

/** Escapes of NUL and of surrogates, which alone are no text; both pass JSON and zod. */
const suspicious = /\\u(0000|[dD][89a-fA-F])/;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Refuses strings that PostgreSQL refuses to store: with NUL, or with half a surrogate pair. Without this they come
 * back as a failure of the server.
 *
 * @param json the text that `value` was read from; most texts show at a glance that there is nothing to find
 */
export function assertStorable(json: string, value: unknown): void {
  if (suspicious.test(json)) {
    const errors: FieldError[] = [];
    collect(value, 'body', errors);
    if (errors.length > 0) {
      throw new Problem('validation-failed', { errors });
    }
  }
}

function collect(value: unknown, path: string, errors: FieldError[]): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || loneSurrogate.test(value)) {
      errors.push({ path, message: 'must be text without NUL and without half surrogate pairs' });
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      collect(item, `${path}[${index}]`, errors);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      collect(key, path, errors);
      collect(item, `${path}.${key}`, errors);
    }
  }
}
