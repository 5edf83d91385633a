import { topologyOf } from '../topology';
import { callersOf } from './callers';
import { catalog, cellar, desk, front } from './test-fleet';

const topology = topologyOf([front, catalog, desk, cellar]);

test('a peer may send what it declares to call, a gateway the public routes', () => {
  expect(callersOf(topology, catalog)).toEqual([
    { name: 'desk', requests: [expect.objectContaining({ method: 'POST', path: '/internal/quote' })] },
    { name: 'front', requests: catalog.http.routes },
  ]);
});

test('messages make nobody a caller', () => {
  expect(callersOf(topology, cellar)).toEqual([]);
});
