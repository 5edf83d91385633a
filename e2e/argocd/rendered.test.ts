import { journeyThrough } from '../cluster/journey';
import { operationsOf, refresh, settled } from './argo-cd';
import { useDeployedFork } from './deployed-fork';
import { local } from './environments';

const name = 'shop-local-rendered';

const deployed = useDeployedFork([local], 'rendered/local');

test('the Application over plain YAML becomes Synced and Healthy', async () => {
  expect((await settled(name, deployed.head)).status.conditions ?? []).toEqual([]);
});

test('a customer can go the whole way', () => journeyThrough(local.namespace, 'gateway', 'admin'));

test('a hard refresh reads the same, and starts nothing', async () => {
  const before = operationsOf(await settled(name, deployed.head));
  const after = await refresh(name, 'hard');
  expect([after.status.sync.status, operationsOf(after)]).toEqual(['Synced', before]);
});
