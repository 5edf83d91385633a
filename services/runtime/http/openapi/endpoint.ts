import type { Contract } from '../../contract';
import type { Endpoint } from '../endpoint';
import { openApiOf } from './document';

/** Where a service describes itself, unless it declares this path for something else. */
export const openApiPath = '/openapi.json';

export function openApiEndpoint(contract: Contract): Endpoint {
  const answer = { status: 200, body: JSON.stringify(openApiOf(contract)) };
  return { method: 'GET', path: openApiPath, answer: async () => answer };
}
