import { catalogue, type ProblemCode, typeOf } from './catalogue';
import type { FieldError, Problem } from './problem';

export const problemMediaType = 'application/problem+json';

/** Problem details (RFC 9457 §3) with two extensions: the code, and what is wrong with which field. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly instance: string;
  readonly errors?: readonly FieldError[];
}

/** @param instance what finds this occurrence in logs and traces, e.g. `urn:uuid:<request id>` */
export function toProblemBody({ code, detail, errors }: Problem, instance: string): ProblemBody {
  const { title, status } = catalogue[code];
  return {
    type: typeOf(code),
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    instance,
    ...(errors === undefined ? {} : { errors }),
  };
}
