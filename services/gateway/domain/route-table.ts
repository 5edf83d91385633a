import type { Route, ServiceDeclaration } from '@flotilla/constructs/declaration';

/** A route and who answers it. */
export interface TableEntry {
  readonly route: Route;
  /** `METHOD /path` with parameters in braces. */
  readonly key: string;
  /** Name of the service that it is passed on to; `undefined`: the gateway itself. */
  readonly upstream: string | undefined;
}

/** What is known of a path. */
export interface Match {
  /** @default - the path does not know the method */
  readonly entry?: TableEntry;
  /** Methods of the path, sorted. */
  readonly methods: readonly string[];
}

interface Resource {
  readonly path: string;
  readonly pattern: RegExp;
  readonly entries: Map<string, TableEntry>;
}

/** Every route that the public can reach, by method and path. */
export class RouteTable {
  readonly entries: readonly TableEntry[];
  /** Resources whose path has no parameters, by path. */
  readonly #fixed = new Map<string, Resource>();
  readonly #templates: Resource[] = [];

  /**
   * @param gateway what answers its own routes
   * @param upstreams declarations of the services that it forwards to
   * @throws for a declaration that is missing, for a route that two services declare, and for a private one
   */
  constructor(gateway: ServiceDeclaration, upstreams: readonly ServiceDeclaration[]) {
    const missing = Object.keys(gateway.forwards ?? {}).filter((name) => !upstreams.some((one) => one.name === name));
    if (missing.length > 0) {
      throw new Error(`${gateway.name} forwards to ${missing.join(', ')}, whose declaration is not given; give it`);
    }
    const forwarded = upstreams.filter(({ name }) => gateway.forwards?.[name] !== undefined);
    this.entries = [
      ...entriesOf(gateway, undefined),
      ...forwarded.flatMap((declaration) => entriesOf(declaration, declaration.name)),
    ];
    for (const entry of this.entries) {
      this.#add(entry);
    }
    // Of two templates that match, the one with fewer parameters counts, as it does in the services.
    this.#templates.sort((a, b) => parameters(a) - parameters(b));
  }

  /** @returns `undefined` where nothing has such a path */
  find(method: string, path: string): Match | undefined {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const fixed = this.#fixed.get(path);
    const entry = fixed?.entries.get(wanted);
    if (entry !== undefined) {
      return { entry, methods: [] };
    }
    const matching = this.#templates.filter(({ pattern }) => pattern.test(path));
    if (fixed !== undefined) {
      matching.unshift(fixed);
    }
    if (matching.length === 0) {
      return undefined;
    }
    const resource = matching.find(({ entries }) => entries.has(wanted));
    return { entry: resource?.entries.get(wanted), methods: methodsOf(matching) };
  }

  #add(entry: TableEntry): void {
    const { method, path } = entry.route;
    const known = this.#fixed.get(path) ?? this.#templates.find((resource) => resource.path === path);
    const resource = known ?? { path, pattern: patternOf(path), entries: new Map<string, TableEntry>() };
    const other = resource.entries.get(method);
    if (other !== undefined) {
      throw new Error(
        `${entry.key} is declared by ${other.upstream ?? 'the gateway'} and by ${entry.upstream ?? 'the gateway'}; ` +
          'one path belongs to one service, rename one of them',
      );
    }
    resource.entries.set(method, entry);
    if (known === undefined) {
      if (path.includes('{')) {
        this.#templates.push(resource);
      } else {
        this.#fixed.set(path, resource);
      }
    }
  }
}

function entriesOf({ name, http }: ServiceDeclaration, upstream: string | undefined): TableEntry[] {
  return http.routes.map((route) => {
    if (/^\/internal(\/|$)/.test(route.path)) {
      throw new Error(`${name} declares the public route ${route.method} ${route.path}; what is internal is no route`);
    }
    return { route, key: `${route.method} ${route.path}`, upstream };
  });
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\{[^}]+\}/).map((literal) => literal.replace(/[.~]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function parameters({ path }: Resource): number {
  return path.split('{').length - 1;
}

/** As `Allow` lists them. */
function methodsOf(resources: readonly Resource[]): string[] {
  const methods = new Set(resources.flatMap(({ entries }) => [...entries.keys()]));
  if (methods.has('GET')) {
    methods.add('HEAD');
  }
  return [...methods.add('OPTIONS')].sort();
}
