import type { HttpMethod } from '@flotilla/constructs/declaration';

/** Whether what the path does not hold of an operation's input travels in the query; else in the body, as JSON. */
export function sendsQuery(method: HttpMethod): boolean {
  return method === 'GET' || method === 'DELETE';
}
