import { type OpenApi, openApiMismatches } from './openapi-mismatches';

const thing = {
  type: 'object',
  properties: { id: { type: 'string' }, size: { type: 'integer', maximum: 10 } },
  required: ['id'],
};
const json = (schema: object) => ({ 'application/json': { schema } });

const route = {
  security: [{ bearer: [] }] as object[],
  parameters: [{ in: 'query', name: 'limit', required: false, schema: { type: 'integer', maximum: 100 } }] as object[],
  requestBody: { required: true, content: json({ $ref: '#/components/schemas/Thing' }) } as object | undefined,
  responses: {
    201: { description: 'Created', content: json({ $ref: '#/components/schemas/Thing' }) },
    default: { description: 'Problem' },
  } as Record<string, object>,
};

function api(change: Partial<typeof route> = {}, schemas: object = { Thing: thing }): OpenApi {
  const paths = { '/things': { post: { ...route, ...change } } };
  return { openapi: '3.1.0', info: { version: '1' }, paths, components: { schemas } };
}

const event = (contentSchema: object) => ({
  type: 'object',
  properties: { data: { type: 'string', contentMediaType: 'application/json', contentSchema } },
  required: ['data'],
});
const stream = (schema: object) =>
  api({ responses: { 201: { description: 'Created', content: { 'text/event-stream': { schema } } } } });

type Case = readonly [name: string, after: OpenApi, before: OpenApi];

/** Before, there was the API as it is above, where no other is given */
function change(name: string, after: OpenApi, before = api()): Case {
  return [name, after, before];
}

function when(after: OpenApi, before: OpenApi): string[] {
  return openApiMismatches(before, after).map(({ where, problem }) => `${where} ${problem}`);
}

describe('callers go on as before', () => {
  test.each<Case>([
    change('when nothing changes', api()),
    change('when an operation is new', { ...api(), paths: { ...api().paths, '/more': { get: route } } }),
    change(
      'when an optional parameter is new',
      api({ parameters: [...route.parameters, { in: 'query', name: 'sort', required: false }] }),
    ),
    change(
      'when a parameter may be larger',
      api({ parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 200 } }] }),
    ),
    change('when everybody is let in', api({ security: [] })),
    change('when any user is let in where administrators were', api(), api({ security: [{ bearer: ['admin'] }] })),
    change(
      'when another role is let in too',
      api({ security: [{ bearer: ['admin'] }, { bearer: ['clerk'] }] }),
      api({ security: [{ bearer: ['admin'] }] }),
    ),
    change('when the body is optional', api({ requestBody: { ...route.requestBody, required: false } })),
    change(
      'when an answer has a new field',
      api({ requestBody: undefined }, { Thing: { ...thing, properties: { ...thing.properties, at: {} } } }),
      api({ requestBody: undefined }),
    ),
    change('when a stream says what its events are, besides what their data is', stream(event(thing)), stream(thing)),
    change(
      'when a problem has a status of its own',
      api({ responses: { ...route.responses, 409: { description: 'Conflict' } } }),
    ),
    change(
      'when the problem is described differently',
      api({ responses: { ...route.responses, default: { content: json({ type: 'string' }) } } }),
    ),
  ])('%s', (_, after, before) => {
    expect(when(after, before)).toEqual([]);
  });
});

describe('callers are told', () => {
  test.each<Case>([
    change(
      'POST /things answer 201.id may be left out; it is required',
      stream(event({ ...thing, required: [] })),
      stream(thing),
    ),
    change('POST /things is gone', { ...api(), paths: {} }),
    change(
      'POST /things access is for [{"bearer":["admin"]}] alone; it was wider',
      api({ security: [{ bearer: ['admin'] }] }),
    ),
    change('POST /things access is for [{"bearer":[]}] alone; it was wider', api(), api({ security: [] })),
    change('POST /things query parameter limit is gone; what callers put there has no effect', api({ parameters: [] })),
    change(
      'POST /things query parameter sort is new and required',
      api({ parameters: [...route.parameters, { in: 'query', name: 'sort', required: true }] }),
    ),
    change(
      'POST /things query parameter limit is required; it was optional',
      api({ parameters: [{ ...route.parameters[0], required: true }] }),
    ),
    change(
      'POST /things query parameter limit may be above 50',
      api({ parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 50 } }] }),
    ),
    change('POST /things request body is required; it was not', api(), api({ requestBody: undefined })),
    change('POST /things request body is gone; what callers send has no effect', api({ requestBody: undefined })),
    change(
      'POST /things request body.size may be above 5',
      api({
        requestBody: {
          required: true,
          content: json({ ...thing, properties: { ...thing.properties, size: { type: 'integer', maximum: 5 } } }),
        },
      }),
    ),
    change(
      'POST /things request body may be application/json; accepted: text/plain',
      api({ requestBody: { required: true, content: { 'text/plain': {} } } }),
    ),
    change('POST /things answer 201 is gone', api({ responses: { default: {} } })),
    change(
      'POST /things answer 202 is new; callers do not know it',
      api({ responses: { ...route.responses, 202: {} } }),
    ),
    change('POST /things answer 201 has no content any more', api({ responses: { ...route.responses, 201: {} } })),
    change(
      'POST /things answer 201.id may be left out; it is required',
      api({ responses: { ...route.responses, 201: { content: json({ ...thing, required: [] }) } } }),
    ),
    change(
      'POST /things answer 201.size may be above 10',
      api({
        responses: {
          ...route.responses,
          201: { content: json({ ...thing, properties: { ...thing.properties, size: { type: 'integer' } } }) },
        },
      }),
    ),
  ])('%s', (problem, after, before) => {
    expect(when(after, before)).toEqual([problem]);
  });
});
