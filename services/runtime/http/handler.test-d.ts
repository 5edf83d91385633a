import type { Identity } from '../context';
import type { RouteHandler, RouteHandlers } from '.';
import { type contract, dune, operations, routes } from './test-library';

type Library = typeof contract;

export const ownRequest: RouteHandler<Library, 'POST /loans'> = async ({ body, identity, query, params }) => {
  body.books satisfies { id: string; days: number }[];
  identity satisfies Identity;
  query satisfies undefined;
  params satisfies object;
  // @ts-expect-error not in the schema of the body
  body.shelf;
  return { status: 202, body: { by: identity.userId, days: 1 } };
};

export const parameters: RouteHandler<Library, 'GET /books/{id}'> = async ({ params, identity }) => {
  params.id satisfies string;
  identity satisfies undefined;
  // @ts-expect-error the path has no such parameter
  params.isbn;
  return { status: 200, body: dune };
};

// @ts-expect-error no such route is declared
export const undeclared: RouteHandler<Library, 'GET /secrets'> = async () => ({ status: 200 });
// @ts-expect-error the contract has no such status
export const otherStatus: RouteHandler<Library, 'GET /books/{id}'> = async () => ({ status: 201, body: dune });
// @ts-expect-error the answer lacks its title
export const otherBody: RouteHandler<Library, 'GET /books/{id}'> = async () => ({ status: 200, body: { id: '1' } });
// @ts-expect-error a stream answers with events
export const noStream: RouteHandler<Library, 'GET /loans/events'> = async () => ({ status: 200, body: { book: '1' } });

const { 'GET /books': _, ...withoutBooks } = routes;
// @ts-expect-error a declared route has no handler
export const missing: RouteHandlers<Library> = withoutBooks;
// @ts-expect-error a handler for a route that is not declared
export const extra: RouteHandlers<Library> = { ...routes, 'GET /secrets': routes['GET /books'] };

operations.find({ title: 'Dune' }, { id: '1', correlationId: '1', signal: new AbortController().signal });
// @ts-expect-error find takes a title
operations.find({ name: 'Dune' }, { id: '1', correlationId: '1', signal: new AbortController().signal });
