import { expectAnswer } from '../client';

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

export type Access = 'public' | 'user' | { readonly roles: readonly string[] };

/** A route as the merged OpenAPI document of a shop describes it. */
export interface DocumentedRoute {
  /** `METHOD /path` with parameters in braces. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly parameters: readonly Parameter[];
  /** Of a JSON body. @default - it takes none */
  readonly body?: Schema;
  /** Documented statuses that say yes. */
  readonly successes: readonly number[];
}

export interface Documented {
  readonly routes: readonly DocumentedRoute[];
  /** Schemas that others refer to, by `#/components/schemas/…`. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly security?: readonly { readonly bearer?: readonly string[] }[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What `/openapi.json` of a shop says. */
export async function documentedRoutes(url: string): Promise<Documented> {
  const { body } = await expectAnswer<Document>(url, 200, { line: 'GET /openapi.json' });
  const routes = Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => routeOf(method.toUpperCase(), path, operation)),
  );
  return { routes, schemas: body.components.schemas };
}

function routeOf(method: string, path: string, operation: Operation): DocumentedRoute {
  const { parameters = [], requestBody, responses } = operation;
  return {
    key: `${method} ${path}`,
    method,
    path,
    access: accessOf(operation),
    parameters,
    body: requestBody?.content['application/json']?.schema,
    successes: Object.keys(responses)
      .map(Number)
      .filter((status) => status < 400),
  };
}

/** Each way to be let in is a requirement of its own: any of the roles suffices. */
function accessOf({ security = [] }: Operation): Access {
  const roles = security.flatMap(({ bearer = [] }) => bearer);
  return security.length === 0 ? 'public' : roles.length === 0 ? 'user' : { roles };
}
