import { App, Chart } from 'cdk8s';
import { Microservice, type MicroserviceProps } from './microservice';

/** A service in a chart of stock cdk8s. */
function letters(props: MicroserviceProps): Microservice {
  return new Microservice(new Chart(new App(), 'post'), 'letters', props);
}

test('no declaration, as JavaScript allows, is told as such', () => {
  expect(() => letters({} as MicroserviceProps)).toThrow(
    'post/letters: found no declaration, expected what the service says of itself; give { declaration }',
  );
});
