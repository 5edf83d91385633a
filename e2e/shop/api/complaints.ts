import type { Answer, Problem } from '../client';

/**
 * What is wrong with an answer to a request that must be refused: not a 4xx, no problem details, or not a word about
 * the field. Nothing: it is as it must be.
 *
 * @param path the field. @default - none can be named
 */
export function complaintAbout({ status, headers, body }: Answer, path?: string): string | undefined {
  if (status < 400 || status > 499) {
    return `answered ${status}: ${JSON.stringify(body)?.slice(0, 300)}`;
  }
  if (headers.get('content-type') !== 'application/problem+json') {
    return `answered ${status} as ${headers.get('content-type')}`;
  }
  const problem = body as Problem;
  if (problem.status !== status || typeof problem.code !== 'string' || typeof problem.instance !== 'string') {
    return `answered ${status} with ${JSON.stringify(body)}`;
  }
  const named = problem.errors?.map((error) => error.path) ?? [];
  return path === undefined || named.some((each) => each.startsWith(path))
    ? undefined
    : `answered ${status} and named ${JSON.stringify(named)}, not ${path}`;
}
