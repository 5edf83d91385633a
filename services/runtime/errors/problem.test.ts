import { catalogue, Problem, type ProblemCode, problemOf, toProblemBody } from '.';

describe('a problem', () => {
  test('is told as RFC 9457 asks, with code and fields', () => {
    const problem = new Problem('validation-failed', {
      detail: 'quantity must be positive.',
      errors: [{ path: 'body.quantity', message: 'must be at least 1' }],
    });
    expect(toProblemBody(problem, 'urn:uuid:1')).toEqual({
      type: '/problems/validation-failed',
      title: 'The request does not match its schema',
      status: 400,
      code: 'validation-failed',
      detail: 'quantity must be positive.',
      instance: 'urn:uuid:1',
      errors: [{ path: 'body.quantity', message: 'must be at least 1' }],
    });
  });

  test('leaves out what it has not', () => {
    expect(Object.keys(toProblemBody(new Problem('not-found'), 'urn:uuid:1'))).toEqual([
      'type',
      'title',
      'status',
      'code',
      'instance',
    ]);
  });

  test('stays what it is when it is caught', () => {
    const problem = new Problem('conflict');
    expect(problemOf(problem)).toBe(problem);
  });

  test.each([new Error('password=hunter2'), 'password=hunter2', undefined])(
    'tells clients nothing of an unforeseen error (%p), and keeps it as the cause',
    (error) => {
      const problem = problemOf(error);
      expect(problem.cause).toBe(error);
      expect(JSON.stringify([toProblemBody(problem, 'urn:uuid:1'), problem.message])).not.toContain('hunter2');
      expect(problem.status).toBe(500);
    },
  );

  test('cannot be made without the headers that its status asks for', () => {
    // @ts-expect-error 429 without Retry-After
    new Problem('too-many-requests');
    // @ts-expect-error 401 without WWW-Authenticate
    new Problem('unauthenticated', { headers: {} });
    // @ts-expect-error a code that is not in the catalogue
    expect(() => new Problem('teapot')).toThrow(TypeError);
    expect(new Problem('too-many-requests', { headers: { 'retry-after': '3' } }).headers).toEqual({
      'retry-after': '3',
    });
  });
});

describe('the catalogue', () => {
  test('keeps its codes and statuses, on which clients rely', () => {
    const statuses = Object.fromEntries(
      (Object.keys(catalogue) as ProblemCode[]).map((code) => [code, catalogue[code].status]),
    );
    expect(statuses).toEqual({
      malformed: 400,
      'validation-failed': 400,
      unauthenticated: 401,
      forbidden: 403,
      'not-found': 404,
      'method-not-allowed': 405,
      conflict: 409,
      'idempotency-in-flight': 409,
      'precondition-failed': 412,
      'payload-too-large': 413,
      'unsupported-media-type': 415,
      'idempotency-mismatch': 422,
      'precondition-required': 428,
      'too-many-requests': 429,
      internal: 500,
      undeclared: 500,
      'shutting-down': 503,
      'upstream-unavailable': 503,
      timeout: 504,
      'upstream-timeout': 504,
    });
  });
});
