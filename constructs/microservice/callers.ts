import type { HttpMethod, ServiceDeclaration } from '../declaration';
import type { Edge, Topology } from '../topology';

/** A request that one service may send to another. */
export interface Request {
  readonly method: HttpMethod;
  /** With parameters in braces: `/orders/{id}`. */
  readonly path: string;
}

/** A service that may call another over HTTP, and with what. */
export interface Caller {
  readonly name: string;
  readonly requests: readonly Request[];
}

/** Who may call a service over HTTP, by name. Nobody else may. */
export function callersOf(topology: Topology, declaration: ServiceDeclaration): Caller[] {
  const callers = new Map<string, Request[]>();
  for (const edge of topology.incoming.get(declaration.name) ?? []) {
    const requests = requestsOf(edge, declaration);
    if (requests.length > 0) callers.set(edge.from, [...(callers.get(edge.from) ?? []), ...requests]);
  }
  return [...callers.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, requests]) => ({ name, requests }));
}

function requestsOf(edge: Edge, { http }: ServiceDeclaration): readonly Request[] {
  switch (edge.kind) {
    case 'call':
      return edge.operations.map((name) => http.operations?.[name]).filter((operation) => operation !== undefined);
    case 'forward':
      return edge.routes;
    default:
      return [];
  }
}
