import { App, Chart } from 'cdk8s';
import type { ServiceDeclaration } from '../declaration';
import { type Topology, topologyOf } from '../topology';
import { Microservice, type MicroserviceProps } from './microservice';
import { catalog, cellar, desk, front } from './test-fleet';

/** A service in a chart of stock cdk8s. */
function letters(props: MicroserviceProps): Microservice {
  return new Microservice(new Chart(new App(), 'post'), 'letters', props);
}

describe('a topology', () => {
  const fleet = topologyOf([front, catalog, desk, cellar]);
  const service = (declaration: ServiceDeclaration, topology?: Topology) => () => letters({ declaration, topology });

  test('that holds the same declaration is taken, be it another object', () => {
    expect(service(desk, fleet)).not.toThrow();
    expect(service({ ...structuredClone(desk), rbac: undefined }, fleet)).not.toThrow();
  });

  test('without the declaration is refused', () => {
    expect(service({ ...desk, name: 'letters' }, fleet)).toThrow(
      'post/letters: found a topology without letters, expected one with it; add the declaration to topologyOf([...])',
    );
  });

  test('with another declaration of that name is refused, so that nobody calls what the graph does not know', () => {
    expect(service({ ...desk, calls: { catalog: ['quote'], cellar: ['open'] } }, fleet)).toThrow(
      'post/letters: found a topology with another declaration of desk, expected this one; give topologyOf([...]) the same',
    );
  });
});

test('no declaration, as JavaScript allows, is told as such', () => {
  expect(() => letters({} as MicroserviceProps)).toThrow(
    'post/letters: found no declaration, expected what the service says of itself; give { declaration }',
  );
});
