import type { JsonSchema, OpenApiDocument } from '@flotilla/runtime';
import { mergeDocuments } from './merge';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const document = (path: string, schemas: Record<string, JsonSchema>): OpenApiDocument => ({
  openapi: '3.1.0',
  info: { title: '', description: '', version: '1' },
  paths: { [path]: { get: { answer: Object.keys(schemas).map(ref) } } },
  components: { schemas, responses: { Problem: {} }, securitySchemes: { bearer: {} } },
});

const text = { type: 'string' };
const number = { type: 'number' };

test('what all mean by a name stays one schema', () => {
  const merged = mergeDocuments({ a: document('/a', { Same: text }), b: document('/b', { Same: text, Own: number }) });
  expect(merged.components.schemas).toEqual({ Own: number, Same: text });
  expect(Object.keys(merged.paths)).toEqual(['/a', '/b']);
});

test('what they mean differently is named after them, and whatever leads to it', () => {
  const holder = { type: 'array', items: ref('Thing') };
  const a = document('/a', { Thing: text, Holder: holder, Same: text });
  const b = document('/b', { Thing: number, Holder: holder, Same: text });
  const merged = mergeDocuments({ a, 'b-c': b });
  expect(merged.components.schemas).toEqual({
    AThing: text,
    BCThing: number,
    AHolder: { type: 'array', items: ref('AThing') },
    BCHolder: { type: 'array', items: ref('BCThing') },
    Same: text,
  });
  expect(merged.paths['/b']).toEqual({ get: { answer: [ref('BCThing'), ref('BCHolder'), ref('Same')] } });
  expect(JSON.stringify(mergeDocuments({ 'b-c': b, a }).components)).toBe(JSON.stringify(merged.components));
});

test('a path that two describe, and a name that is taken, are refused', () => {
  const a = document('/a', { Thing: text });
  expect(() => mergeDocuments({ a, b: document('/a', {}) })).toThrow('b describes /a');
  expect(() => mergeDocuments({ a, b: document('/b', { Thing: number, AThing: number }) })).toThrow('AThing');
});
