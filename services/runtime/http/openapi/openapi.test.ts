import { z } from 'zod';
import { defineContract } from '../../contract';
import { contract, declaration, startLibrary } from '../test-library';
import { openApiOf } from '.';

const { paths, components } = openApiOf(contract);

describe('a document', () => {
  test('describes every route and every operation of the declaration', () => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = [...declaration.http.routes, ...Object.values(declaration.http.operations)];
    expect(described.sort()).toEqual(declared.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test('leaves out operations for the public', () => {
    expect(
      Object.keys(openApiOf(contract, { internal: false }).paths).filter((path) => path.includes('internal')),
    ).toEqual([]);
  });

  test('says what a route takes', () => {
    expect(paths['/books/{id}']?.put).toMatchObject({
      operationId: 'putBooksById',
      summary: 'Changes a book',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        { name: 'if-match', in: 'header', required: false, schema: { type: 'string' } },
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
      },
    });
    expect(paths['/books']?.get?.parameters).toEqual([
      { name: 'limit', in: 'query', required: false, schema: expect.objectContaining({ default: 20, maximum: 100 }) },
      { name: 'cursor', in: 'query', required: false, schema: expect.objectContaining({ type: 'string' }) },
      { name: 'tag', in: 'query', required: false, schema: expect.objectContaining({ type: 'array' }) },
    ]);
  });

  test('says what a route gives, and that anything else is a problem', () => {
    expect(paths['/books/new']?.get?.responses).toEqual({
      200: { description: 'OK', content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } } },
      204: { description: 'No Content' },
      default: { $ref: '#/components/responses/Problem' },
    });
    const data = { type: 'string', contentMediaType: 'application/json', contentSchema: { type: 'object' } };
    expect(paths['/loans/events']?.get?.responses).toMatchObject({
      200: { content: { 'text/event-stream': { schema: { properties: { data }, required: ['data'] } } } },
    });
    expect(components.responses.Problem).toMatchObject({ content: { 'application/problem+json': {} } });
  });

  test('says who may use a route', () => {
    expect(paths['/books']?.get?.security).toEqual([]);
    expect(paths['/loans']?.post?.security).toEqual([{ bearer: [] }]);
    expect(paths['/books/{id}']?.put?.security).toEqual([{ bearer: ['librarian'] }]);
  });

  test('splits the input of an operation between path and query', () => {
    const { parameters, requestBody } = paths['/internal/shelves/{number}']!.get as Record<string, unknown>;
    expect(parameters).toMatchObject([
      { name: 'number', in: 'path' },
      { name: 'limit', in: 'query', required: false },
    ]);
    expect(requestBody).toBeUndefined();
  });

  test('leads every reference somewhere', () => {
    const document = openApiOf(contract);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, kind, name] of references) {
      expect(document.components[kind as 'schemas'][name as string]).toBeDefined();
    }
    expect(JSON.stringify(document)).not.toContain('$defs');
  });
});

describe('schemas', () => {
  const routes = [
    { method: 'POST', path: '/things', access: 'public' },
    { method: 'PUT', path: '/things', access: 'public' },
  ] as const;
  const things = { ...declaration, http: { port: 1, adminPort: 2, routes } } as const;
  const thing = (schema: z.ZodType) =>
    openApiOf(
      defineContract(things, {
        routes: { 'POST /things': { summary: 'T', body: schema, responses: { 200: schema } } },
      }),
    );

  test('of one name are two where what is sent differs from what is received', () => {
    const Size = z.object({ unit: z.string().default('m') }).meta({ id: 'Size' });
    const { components: found, paths: described } = thing(z.object({ size: Size }));
    expect(found.schemas.Size).not.toHaveProperty('required');
    expect(found.schemas.SizeOutput).toHaveProperty('required', ['unit']);
    const post = described['/things']!.post!;
    expect(JSON.stringify(post.requestBody)).toContain('"#/components/schemas/Size"');
    expect(JSON.stringify(post.responses)).toContain('"#/components/schemas/SizeOutput"');
  });

  test('are open to new fields unless they are strict', () => {
    expect(JSON.stringify(thing(z.object({ a: z.string() })).paths)).not.toContain('additionalProperties');
    expect(JSON.stringify(thing(z.strictObject({ a: z.string() })).paths)).toContain('"additionalProperties":false');
  });

  test('that JSON Schema cannot say are refused, with the route', () => {
    expect(() => thing(z.object({ at: z.date() }))).toThrow(/POST \/things has a schema that OpenAPI cannot describe/);
  });
});

test('a service serves its own document', async () => {
  const { url, server } = await startLibrary();
  const response = await fetch(`${url}/openapi.json`);
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiOf(contract))));
  await server.stop();
});
