import { type HttpMethod, internalPrefix, type ServiceDeclaration } from '../../declaration';
import type { Problem } from '../declaration-errors';
import { placeOf } from '../place';
import type { Check } from './fleet';

/** Ports, routes and operations of each service, and routes that meet behind one gateway. */
export const checkHttp: Check = (fleet) => [
  ...fleet.services.flatMap((service) => [...checkPorts(service), ...checkPaths(service), ...checkOperations(service)]),
  ...checkGateways(fleet),
];

function checkPorts({ name, http }: ServiceDeclaration): Problem[] {
  if (http.port !== http.adminPort) {
    return [];
  }
  return [
    {
      place: placeOf(name, 'http', 'adminPort'),
      found: `${http.adminPort}, as http.port`,
      expected: 'a port of its own: health and metrics are never public',
      fix: 'change one of the two',
    },
  ];
}

function checkPaths({ name, http }: ServiceDeclaration): Problem[] {
  const publicInternals = http.routes.flatMap(({ path }, index) =>
    `${path}/`.startsWith(internalPrefix)
      ? [
          {
            place: placeOf(name, 'http', 'routes', index, 'path'),
            found: path,
            expected: `a path outside ${internalPrefix}, which is for operations that only peers call`,
            fix: 'move it to http.operations or change the path',
          },
        ]
      : [],
  );
  const exposedOperations = Object.entries(http.operations ?? {}).flatMap(([operation, { path }]) =>
    path.startsWith(internalPrefix)
      ? []
      : [
          {
            place: placeOf(name, 'http', 'operations', operation, 'path'),
            found: path,
            expected: `a path below ${internalPrefix}, which no gateway forwards`,
            fix: `write ${internalPrefix}${path.slice(1)}`,
          },
        ],
  );
  const endpoints = [...routesOf({ name, http }), ...operationsOf({ name, http })];
  return [...publicInternals, ...exposedOperations, ...endpoints.flatMap(checkSegments)];
}

/** Segments by which no client asks, and parameters of which one would hide the other. */
function checkSegments({ path, place }: Endpoint): Problem[] {
  const segments = path.split('/');
  const dots = segments.filter((segment) => /^[.]{1,2}$/.test(segment));
  const twice = segments.filter((segment, index) => segment.startsWith('{') && segments.indexOf(segment) < index);
  return [
    ...[...new Set(dots)].map((segment) => ({
      place: `${place}.path`,
      found: `${path} with the segment ${segment}`,
      expected: 'a path as it reaches the service: clients resolve . and .. before they ask',
      fix: 'write the path that is meant',
    })),
    ...[...new Set(twice)].map((parameter) => ({
      place: `${place}.path`,
      found: `${path} with ${parameter} twice`,
      expected: 'a name of its own for every parameter',
      fix: 'rename one of them',
    })),
  ];
}

/** An endpoint and where it is declared. */
interface Endpoint {
  readonly method: HttpMethod;
  readonly path: string;
  readonly place: string;
}

function routesOf({ name, http }: Pick<ServiceDeclaration, 'name' | 'http'>): Endpoint[] {
  return http.routes.map(({ method, path }, index) => ({
    method,
    path,
    place: placeOf(name, 'http', 'routes', index),
  }));
}

function operationsOf({ name, http }: Pick<ServiceDeclaration, 'name' | 'http'>): Endpoint[] {
  return Object.entries(http.operations ?? {}).map(([operation, { method, path }]) => ({
    method,
    path,
    place: placeOf(name, 'http', 'operations', operation),
  }));
}

function checkOperations(service: ServiceDeclaration): Problem[] {
  return repeated(operationsOf(service), 'each operation with a method and path of its own');
}

/** A gateway's own routes and those it forwards share one space of paths; a service without gateway has its own. */
function checkGateways({ services, byName }: Parameters<Check>[0]): Problem[] {
  const alone = services.flatMap((service) => repeated(routesOf(service), 'each route once'));
  const together = services
    .filter(({ forwards }) => Object.keys(forwards ?? {}).length > 0)
    .flatMap((gateway) => {
      // Forwarding to itself is a problem of its own, which the checks of calls tell.
      const others = Object.keys(gateway.forwards ?? {}).filter((name) => name !== gateway.name);
      const members = [gateway, ...others.flatMap((name) => byName.get(name) ?? [])];
      // A member's repetitions of its own are found above; here only the first of each counts.
      const routes = members.flatMap((member) => firstOfEach(routesOf(member)));
      return repeated(routes, `each route of one service only among those behind ${gateway.name}`);
    });
  const unique = new Map([...alone, ...together].map((problem) => [`${problem.place} ${problem.found}`, problem]));
  return [...unique.values()];
}

function firstOfEach(endpoints: readonly Endpoint[]): Endpoint[] {
  const seen = new Set<string>();
  return endpoints.filter((endpoint) => {
    const isNew = !seen.has(shapeOf(endpoint));
    seen.add(shapeOf(endpoint));
    return isNew;
  });
}

function repeated(endpoints: readonly Endpoint[], expected: string): Problem[] {
  const first = new Map<string, Endpoint>();
  return endpoints.flatMap((endpoint) => {
    const shape = shapeOf(endpoint);
    const other = first.get(shape);
    if (other === undefined) {
      first.set(shape, endpoint);
      return [];
    }
    return [
      {
        place: endpoint.place,
        found: `${endpoint.method} ${endpoint.path}, which stands at ${other.place} too`,
        expected,
        fix: 'change or remove one of the two',
      },
    ];
  });
}

/** Two paths that differ only in the names of their parameters are one to a router. */
function shapeOf({ method, path }: Endpoint): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
}
