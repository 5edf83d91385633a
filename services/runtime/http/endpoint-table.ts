import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import Router from '@koa/router';
import type { Contract } from '../contract';
import { Problem } from '../errors';
import { type Endpoint, type EndpointOptions, type Guard, operationEndpoint, routeEndpoint } from './endpoint';
import type { AnyOperationHandler, AnyRouteHandler } from './handler';

export interface Handlers {
  /** By `METHOD /path`. */
  readonly routes: Readonly<Record<string, AnyRouteHandler>>;
  /** By name. */
  readonly operations: Readonly<Record<string, AnyOperationHandler>>;
}

/** Makes the guard of a route from who may use it. */
export type GuardFor = (access: ServiceDeclaration['http']['routes'][number]['access']) => Guard | undefined;

/**
 * The endpoints of everything that a contract's declaration names.
 * @throws when something declared has no handler, or a handler is for something undeclared
 */
export function endpointsOf(
  contract: Contract,
  handlers: Handlers,
  guardFor: GuardFor,
  options: EndpointOptions,
): Endpoint[] {
  const { name, http } = contract.declaration;
  const operations = http.operations ?? {};
  const routeKeys = http.routes.map(({ method, path }) => `${method} ${path}`);
  assertSameNames(name, 'route', routeKeys, Object.keys(handlers.routes));
  assertSameNames(name, 'operation', Object.keys(operations), Object.keys(handlers.operations));
  return [
    ...http.routes.map((route, index) => {
      const key = routeKeys[index] as string;
      const handler = handlers.routes[key] as AnyRouteHandler;
      return routeEndpoint(route, contract.routes[key], guardFor(route.access), handler, options);
    }),
    ...Object.entries(operations).map(([operation, declared]) => {
      const schemas = contract.operations[operation];
      if (schemas === undefined) {
        throw new Error(`the contract of ${name} has no schemas for the operation '${operation}'; add them`);
      }
      const handler = handlers.operations[operation] as AnyOperationHandler;
      return operationEndpoint(operation, declared, schemas, handler, options);
    }),
  ];
}

function assertSameNames(
  service: string,
  kind: string,
  declared: readonly string[],
  registered: readonly string[],
): void {
  const missing = declared.filter((key) => !registered.includes(key)).map((key) => `'${key}' has no handler`);
  const undeclared = registered.filter((key) => !declared.includes(key)).map((key) => `'${key}' is not declared`);
  if (missing.length + undeclared.length > 0) {
    throw new Error(
      `the ${kind}s of ${service} are not those that services/${service}/service.ts declares: ` +
        `${[...missing, ...undeclared].join(', ')}; register the missing ones, declare or remove the others`,
    );
  }
}

/** Finds the endpoint of a request. */
export class EndpointTable {
  readonly #router = new Router({ strict: true, sensitive: true });
  readonly #endpoints = new Map<unknown, Endpoint>();

  constructor(endpoints: readonly Endpoint[]) {
    // The first match counts: `/users/me` before `/users/{id}`.
    for (const endpoint of endpoints.toSorted((a, b) => parameters(a) - parameters(b))) {
      const path = endpoint.path.replace(/\{([^}]+)\}/g, ':$1');
      const layer = this.#router.register(path, [endpoint.method], () => undefined);
      this.#endpoints.set(layer, endpoint);
    }
  }

  /**
   * Only the router's matching is used: its own dispatch composes a chain of functions for every request.
   * @throws `Problem`: 404 where nothing has this path, 405 where something has, with another method
   */
  find(method: string, path: string): { endpoint: Endpoint; params: Record<string, string> } {
    const matched = this.#router.match(path, method);
    const layer = matched.pathAndMethod[0];
    if (layer === undefined) {
      throw matched.path.length === 0
        ? new Problem('not-found')
        : new Problem('method-not-allowed', {
            headers: { allow: [...new Set(matched.path.flatMap(({ methods }) => methods))].sort().join(', ') },
          });
    }
    return { endpoint: this.#endpoints.get(layer) as Endpoint, params: layer.params(path, layer.captures(path)) };
  }
}

function parameters({ path }: Endpoint): number {
  return path.split('{').length - 1;
}
