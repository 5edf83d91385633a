import type { Route } from '@flotilla/constructs/declaration';
import { type Contract, type JsonSchema, type OpenApiDocument, openApiOf } from '@flotilla/runtime';
import { mergeDocuments } from './merge';

/** The document of the whole public interface. */
export interface PublicDocument extends OpenApiDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
}

/**
 * One document for everything that the public can reach, made from the contracts that requests are checked with. Each
 * operation also says who may use it (`x-access`) and which limit class it belongs to (`x-limit`).
 *
 * @param own contract of the gateway
 * @param contracts of the services that it forwards to
 */
export function publicDocument(own: Contract, contracts: readonly Contract[]): PublicDocument {
  const all = [...contracts, own];
  const documents = all.map((contract) => [contract.declaration.name, describe(contract)] as const);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Flotilla shop',
      description:
        'Everything that the shop offers to the public. Send JSON; errors are problem details (RFC 9457) with a ' +
        'stable `code`. Log in for an access token and send it as `Authorization: Bearer <token>`. Lists come in ' +
        'pages: ask again with `cursor` set to the `nextCursor` of the page before.',
      version: '1',
    },
    servers: [{ url: '/' }],
    tags: all.map(({ declaration: { name, description } }) => ({ name, description })),
    ...mergeDocuments(Object.fromEntries(documents)),
  };
}

function describe(contract: Contract): OpenApiDocument {
  const document = openApiOf(contract, { internal: false });
  const routes = new Map(contract.declaration.http.routes.map((route) => [keyOf(route.method, route.path), route]));
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...operation, ...extensionsOf(routes.get(keyOf(method, path)) as Route) },
      ]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}

function keyOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path}`;
}

function extensionsOf({ access, limit = 'default' }: Route): JsonSchema {
  return { 'x-access': typeof access === 'string' ? access : access.roles.join(' or '), 'x-limit': limit };
}
