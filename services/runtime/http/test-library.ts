import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import pino from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { requireAccess } from '../auth';
import type { Identity } from '../context';
import { defineContract } from '../contract';
import { HttpServer, type HttpServerOptions, type OperationHandlers, pageOf, pageQuery, type RouteHandlers } from '.';

/** A service that lends books, for tests of the server and its clients. */
export const declaration = {
  name: 'library',
  description: 'Lends books.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'GET', path: '/books', access: 'public' },
      { method: 'GET', path: '/books/{id}', access: 'public' },
      { method: 'GET', path: '/books/new', access: 'public' },
      { method: 'PUT', path: '/books/{id}', access: { roles: ['librarian'] } },
      { method: 'POST', path: '/loans', access: 'user' },
      { method: 'GET', path: '/loans/events', access: 'public', stream: true },
    ],
    operations: {
      find: { method: 'POST', path: '/internal/find', safe: true, description: 'Finds books.' },
      shelf: { method: 'GET', path: '/internal/shelves/{number}', description: 'Books of a shelf.' },
      buy: { method: 'POST', path: '/internal/buy', description: 'Buys a book.' },
    },
  },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;

const Book = z.object({ id: z.string(), title: z.string() }).meta({ id: 'Book' });
const id = z.object({ id: z.uuid() });

export const contract = defineContract(declaration, {
  operations: {
    find: { input: z.object({ title: z.string() }), output: z.array(Book) },
    shelf: {
      input: z.object({ number: z.coerce.number<number>().int(), limit: z.coerce.number<number>().optional() }),
      output: z.array(Book),
    },
    buy: { input: z.object({ title: z.string() }), output: Book },
  },
  routes: {
    'GET /books': {
      summary: 'Books',
      query: pageQuery(z.object({ title: z.string() })).extend({ tag: z.array(z.string()).max(3).optional() }),
      responses: { 200: pageOf(Book) },
    },
    'GET /books/{id}': { summary: 'A book', params: id, responses: { 200: Book } },
    'GET /books/new': { summary: 'The newest book', responses: { 200: Book, 204: null } },
    'PUT /books/{id}': {
      summary: 'Changes a book',
      params: id,
      headers: z.object({ 'if-match': z.string().optional() }),
      body: Book,
      responses: { 200: Book },
    },
    'POST /loans': {
      summary: 'Borrows books',
      body: z.object({ books: z.array(z.object({ id: z.string(), days: z.number().int().min(1) })).min(1) }),
      responses: { 202: z.object({ by: z.string(), days: z.number() }) },
    },
    'GET /loans/events': { summary: 'Loans as they happen', responses: { 200: z.object({ book: z.string() }) } },
  },
});

export const dune = { id: '0190b0a0-0000-7000-8000-000000000001', title: 'Dune' };

export const routes: RouteHandlers<typeof contract> = {
  'GET /books': async () => ({ status: 200, body: { items: [dune], nextCursor: null } }),
  'GET /books/{id}': async ({ params }) => ({ status: 200, body: { ...dune, id: params.id } }),
  'GET /books/new': async () => ({ status: 204 }),
  'PUT /books/{id}': async ({ body }) => ({ status: 200, body, headers: { etag: '"2"' } }),
  'POST /loans': async ({ body, identity }) => ({
    status: 202,
    headers: { location: '/loans/1' },
    body: { by: identity.userId, days: body.books.reduce((sum, { days }) => sum + days, 0) },
  }),
  'GET /loans/events': async () => ({
    status: 200,
    events: async function* () {
      yield { id: '1', event: 'begun', data: { book: 'Dune' } };
    },
  }),
};

export const operations: OperationHandlers<typeof contract> = {
  find: async ({ title }) => [{ ...dune, title }],
  shelf: async ({ number, limit = 1 }) => Array.from({ length: limit }, () => ({ ...dune, title: `Shelf ${number}` })),
  buy: async ({ title }) => ({ ...dune, title }),
};

/** Tokens are `<user>:<role>`; verification has tests of its own. */
const guardFor: HttpServerOptions['guardFor'] =
  (access) =>
  async ({ headers: { authorization } }) => {
    const [userId, role] = authorization?.replace('Bearer ', '').split(':') ?? [];
    const identity: Identity | undefined = userId === undefined ? undefined : { userId, roles: [role as string] };
    requireAccess(access, identity);
    return identity;
  };

/** A running library; what is given replaces what it has. */
export async function startLibrary(
  given: Partial<HttpServerOptions> & { routes?: object; operations?: object } = {},
): Promise<{ url: string; server: HttpServer; registry: Registry }> {
  const registry = new Registry();
  const handlers =
    given.handlers ??
    ({
      routes: { ...routes, ...given.routes },
      operations: { ...operations, ...given.operations },
    } as unknown as HttpServerOptions['handlers']);
  const server = new HttpServer({
    contract,
    guardFor,
    port: 0,
    host: '127.0.0.1',
    logger: pino({ level: 'silent' }),
    registry,
    draining: () => false,
    checkResponses: true,
    ...given,
    handlers,
  });
  await server.start();
  return { url: `http://127.0.0.1:${server.port}`, server, registry };
}

/** Starts libraries as `startLibrary` does, and stops them after each test. */
export function libraryStarter(): typeof startLibrary {
  const servers: HttpServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  return async (given) => {
    const library = await startLibrary(given);
    servers.push(library.server);
    return library;
  };
}

export const asAda = { authorization: 'Bearer ada:reader' };

/** @param body JSON where it is no text */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } });
}
