import { catalogue, type ProblemCode } from './catalogue';

/** What is wrong with one part of a request. */
export interface FieldError {
  /** Where, e.g. `body.items[0].quantity` or `query.limit`. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** What is wrong this time and what to do, for whoever sent the request; holds nothing internal. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Headers of the answer, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What led to it; logged and never sent. */
  readonly cause?: unknown;
}

/** Headers without which an answer of this code would break RFC 9110 (§15.5.2, §15.5.6) or help nobody (RFC 6585 §4). */
interface RequiredHeader {
  readonly unauthenticated: 'www-authenticate';
  readonly 'method-not-allowed': 'allow';
  readonly 'too-many-requests': 'retry-after';
}

type OptionsOf<Code extends ProblemCode> = Code extends keyof RequiredHeader
  ? [ProblemOptions & { readonly headers: Readonly<Record<RequiredHeader[Code], string>> }]
  : [ProblemOptions?];

/**
 * A failure that the client is told about.
 *
 * @example
 * throw new Problem('conflict', { detail: 'An account with this email exists already.' });
 */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'Problem';
  readonly code: Code;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: Code, ...[options]: OptionsOf<Code>) {
    const { detail, errors, headers = {}, cause }: ProblemOptions = options ?? {};
    super(detail ?? catalogue[code].title, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = catalogue[code].status;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }
}

/** Any thrown value as a problem: what was not meant for clients becomes `internal` and tells them nothing. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal', { cause: error });
}
