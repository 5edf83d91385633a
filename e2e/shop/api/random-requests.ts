import { randomUUID } from 'node:crypto';
import type { Request } from '../client';
import type { DocumentedRoute } from './documented-routes';
import { oneOf } from './schema/samples';
import { validValues } from './schema/valid';
import type { ApiStage } from './stage';

/** A request of a route that matches its schemas, but for what is given. */
export function requestOf(
  { method, path, parameters, body }: DocumentedRoute,
  { documented }: Pick<ApiStage, 'documented'>,
  given: Partial<Request> & { readonly query?: string } = {},
): Request {
  const { query = '', headers, ...rest } = given;
  const needed = parameters.filter(({ in: place }) => place === 'header').map(({ name }) => [name, '"1"']);
  return {
    line: `${method} ${path.replaceAll('{id}', randomUUID())}${query}`,
    body: body && oneOf(validValues(body, documented)),
    ...rest,
    headers: { ...Object.fromEntries(needed), ...headers },
  };
}
