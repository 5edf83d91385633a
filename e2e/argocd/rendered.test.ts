import { journeyThrough } from '../cluster/journey';
import { kubectl, removeNamespace } from '../cluster/kubernetes';
import { operationsOf, refresh, removeShopFromArgoCd, settled } from './argo-cd';
import { local } from './environments';
import { Fork } from './fork';
import { gitSettings } from './settings';

const name = 'shop-local-rendered';

let fork: Fork;
let head: string;

beforeAll(async () => {
  await removeEverything();
  fork = new Fork({ ...gitSettings(), environments: [local] });
  head = fork.publish('Fork');
  for (const file of ['project', 'rendered/local']) {
    await kubectl(['apply', '--filename', `${fork.path}/deploy/argocd/${file}.yaml`]);
  }
});

afterAll(async () => {
  fork?.remove();
  await removeEverything();
});

async function removeEverything(): Promise<void> {
  await removeShopFromArgoCd();
  await removeNamespace(local.namespace);
}

test('the Application over plain YAML becomes Synced and Healthy', async () => {
  expect((await settled(name, head)).status.conditions ?? []).toEqual([]);
});

test('a customer can go the whole way', () => journeyThrough(local.namespace, 'gateway', 'admin'));

test('a hard refresh reads the same, and starts nothing', async () => {
  const before = operationsOf(await settled(name, head));
  const after = await refresh(name, 'hard');
  expect([after.status.sync.status, operationsOf(after)]).toEqual(['Synced', before]);
});
