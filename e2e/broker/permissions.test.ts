import { provisionerUser } from '@flotilla/constructs/topology';
import { attemptsOf } from './attempts';
import { type Broker, provision, startBroker } from './broker';
import { type Expectation, expectationOf, provisionerExpectation } from './expectation';
import { permissions, topology } from './fleet';
import { differences } from './judge';
import { type Mutant, mutantsOf } from './mutants';

const attempts = attemptsOf(
  topology,
  permissions.map(({ name }) => name),
);
const expectationFor = (user: string): Expectation =>
  user === provisionerUser ? provisionerExpectation(topology) : expectationOf(topology, user);

describe('the permissions of the broker equal the graph', () => {
  const mutants: readonly Mutant[] = permissions.flatMap(mutantsOf);
  let broker: Broker;

  beforeAll(async () => {
    broker = await startBroker([...permissions, ...mutants.map(({ user }) => user)]);
    await provision(broker, topology);
  });
  afterAll(() => broker.stop());

  test('every service that says or hears anything has a user, and no other does', () => {
    expect(permissions.map(({ name }) => name)).toEqual(['orders', 'payments', 'products', provisionerUser, 'users']);
  });

  test.each(permissions.map(({ name }) => name))('%s may do what the graph says, on every subject', async (user) => {
    expect(await differences(broker.port, broker.keyOf(user), attempts, expectationFor(user))).toEqual([]);
  });

  test('a set of permissions with one grant wider or missing is noticed, whichever grant it is', async () => {
    const unnoticed: string[] = [];
    for (const { user, of, change } of mutants) {
      const found = await differences(broker.port, broker.keyOf(user.name), attempts, expectationFor(of));
      if (found.length === 0) {
        unnoticed.push(`${of}: ${change}`);
      }
    }
    expect(mutants).toHaveLength(
      2 * permissions.flatMap(({ publish, subscribe }) => [...publish, ...subscribe]).length,
    );
    expect(unnoticed).toEqual([]);
  });
});
