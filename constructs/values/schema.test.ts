import type { Json } from '../template';
import { quantity, type Schema } from './schema';
import { validateValue } from './validate-value';

const admitted = (schema: Schema, values: readonly Json[]) =>
  values.filter((value) => validateValue(schema, value).length === 0);

test('quantities are those that Kubernetes takes', () => {
  const right = [0.5, 2, '0', '100m', '0.25', '1.5', '1e9', '1E3', '12e+6', '5e-3', '1.5Pi', '64Mi', '2G', '3k', '9E'];
  const wrong = [-1, true, '', '512MB', '100xy', '5Q', '1K', '.', 'Mi', '-1', '1 Gi', '1e', '0x1'];
  expect(admitted(quantity, [...right, ...wrong])).toEqual(right);
});
