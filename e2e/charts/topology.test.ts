import { declarationSchema, explain, topologyOf } from '@flotilla/constructs';
import Ajv from 'ajv';
import { fleet } from '../../services/shop';

const { declarations } = fleet;
const topology = topologyOf(declarations);

test.each(declarations.map((declaration) => [declaration.name, declaration] as const))(
  '%s fits the JSON Schema as plain JSON',
  (_, declaration) => {
    const validate = new Ajv({ strict: true, strictRequired: false }).compile(declarationSchema);
    validate(JSON.parse(JSON.stringify(declaration)));
    expect(validate.errors).toBeNull();
  },
);

test.each([
  ['orders', 'payments', true],
  ['orders', 'products.quote', true],
  ['orders', 'products.reserve', true],
  ['orders', 'users', false],
  ['payments', 'products.quote', false],
  ['users', 'orders.v1.order.confirmed', false],
  ['orders', 'orders.v1.order.confirmed', true],
])('%s → %s: %s', (from, target, allowed) => {
  expect(explain(topology, from, target).allowed).toBe(allowed);
});
