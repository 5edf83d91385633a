import fc from 'fast-check';
import { send } from '../client';
import { complaintAbout } from './complaints';
import { declaredRoutes } from './declared-routes';
import type { DocumentedRoute, Parameter } from './documented-routes';
import { requestOf } from './random-requests';
import { type Fault, faultsOf } from './schema/faults';
import { resolved } from './schema/resolved';
import { oneOf, samplesOf } from './schema/samples';
import { validValues } from './schema/valid';
import type { ApiStage, Attempt } from './stage';

const perFault = 3;

/** Tests of paths and queries with one thing wrong. */
export function describeWrongParameters(stage: () => ApiStage): void {
  const keysOf = (takes: 'takesParameters' | 'takesQuery'): string[] =>
    declaredRoutes.filter((route) => route[takes]).map(({ key }) => key);

  test.each(keysOf('takesParameters'))('of %s are refused by their names', async (key) => {
    const { documented, routeOf, complaintsAbout } = stage();
    const route = routeOf(key);
    const attempts = inUrl(route).flatMap((parameter) =>
      parameterFaults(parameter, stage()).flatMap((fault) =>
        samplesOf(fault.values, perFault).map((value) => attemptWith(route, { documented }, parameter, fault, value)),
      ),
    );
    expect(attempts.length).toBeGreaterThan(5);
    expect(await complaintsAbout(attempts)).toEqual([]);
  });

  test.each(keysOf('takesQuery'))('of %s that come twice are refused', async (key) => {
    const { documented, routeOf, complaintsAbout } = stage();
    const route = routeOf(key);
    const attempts = route.parameters
      .filter((parameter) => parameter.in === 'query')
      .map(({ name, schema }): Attempt => {
        const value = encodeURIComponent(String(oneOf(validValues(schema, documented))));
        const query = `?${name}=${value}&${name}=${value}`;
        return { ...requestOf(route, { documented }, { query }), what: name, path: `query.${name}` };
      });
    expect(await complaintsAbout(attempts)).toEqual([]);
  });

  test.each(['GET /products', 'GET /orders', 'GET /users'])(
    'cursors of %s that nobody gave break nothing',
    async (key) => {
      const { shop, token } = stage();
      const sorts = key === 'GET /products' ? ['', '&sort=name', '&sort=price', '&sort=-price'] : [''];
      const lines = samplesOf(cursors, 100).flatMap((cursor) =>
        sorts.map((sort) => `${key}?limit=1&cursor=${encodeURIComponent(cursor)}${sort}`),
      );
      const complaints: string[] = [];
      for (const line of lines) {
        const answer = await send(shop.url, { line, token });
        // One that happens to be well formed shows nothing that the list would not show without it.
        const complaint = answer.status === 200 ? undefined : complaintAbout(answer, 'query.cursor');
        complaints.push(...(complaint === undefined ? [] : [`${line}: ${complaint}`]));
      }
      expect(complaints).toEqual([]);
    },
  );
}

function inUrl({ parameters }: DocumentedRoute): readonly Parameter[] {
  return parameters.filter((parameter) => parameter.in !== 'header');
}

/** What can be wrong with a parameter in a URL, where everything is text and cannot be of another type. */
function parameterFaults(
  { name, in: place, schema }: Parameter,
  { documented }: Pick<ApiStage, 'documented'>,
): Fault[] {
  const path = `${place === 'path' ? 'params' : 'query'}.${name}`;
  const faults = faultsOf(schema, path, documented).filter(
    ({ what }) => !/in place of|in quotes|with NUL|surrogate/.test(what) && !(place === 'path' && what === 'too short'),
  );
  const noNumber = fc.constantFrom('many', '1.5', '--1', '1e999', 'NaN', '0x', '१');
  return resolved(schema, documented).type === 'integer'
    ? [...faults, { path, what: 'no number', values: noNumber }]
    : faults;
}

function attemptWith(
  route: DocumentedRoute,
  documented: Pick<ApiStage, 'documented'>,
  { name, in: place }: Parameter,
  { what, path }: Fault,
  value: unknown,
): Attempt {
  const text = encodeURIComponent(String(value)) || '%20';
  if (place === 'query') {
    return { ...requestOf(route, documented, { query: `?${name}=${text}` }), what: `${path} ${what}`, path };
  }
  // What can be read in two ways does not get as far as being a parameter.
  const isPlain = !/%2f|%5c|%00|^(\.|%2e)+$/i.test(text);
  const line = `${route.method} ${route.path.replace(`{${name}}`, text)}`;
  return { ...requestOf(route, documented, { line }), what: `${path} ${what}`, path: isPlain ? path : undefined };
}

const id = '01900000-0000-7000-8000-000000000000';

/** What a cursor might hold, as far as somebody who reads one can guess. */
const positions = fc.oneof(
  fc.json({ maxDepth: 1 }).map((json) => JSON.parse(json) as unknown),
  fc.record({ id: fc.oneof(fc.constant(id), fc.string()), value: fc.oneof(fc.string(), fc.double()) }),
  fc.record({ id: fc.string(), createdAt: fc.string() }),
  fc.constantFrom(
    { id, createdAt: '0000-00-00T00:00:00Z' },
    { id, createdAt: '2026-02-30T00:00:00Z' },
    { id, createdAt: '0001-01-01T00:00:00Z' },
    { id, value: 'a\0' },
    { id, value: 2 ** 63 },
    { id: `${id}'--`, createdAt: '2026-01-01T00:00:00Z' },
  ),
);

const cursors = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.base64String({ minLength: 4 }),
  positions.map((position) => Buffer.from(JSON.stringify(position)).toString('base64url')),
);
