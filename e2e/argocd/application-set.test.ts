import { journeyThrough } from '../cluster/journey';
import { apply, eventually, get, kubectl, list } from '../cluster/kubernetes';
import { type HelmValues, servingPods } from '../cluster/shop-release';
import {
  application,
  applicationNames,
  argoNamespace,
  describeStatus,
  endSync,
  operationsOf,
  refresh,
  settled,
} from './argo-cd';
import { useDeployedFork } from './deployed-fork';
import { changed, local, staging } from './environments';
import { gitSettings } from './settings';

const names = ['shop-local', 'shop-staging'];
const namespaces = [local.namespace, staging.namespace];

const deployed = useDeployedFork([local, staging], 'applicationset', (fork) => {
  // What no chart has: for an Application that the project must refuse.
  fork.write('refused/secret.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: refused }\n');
});

/** Commits an environment as it is from now on. */
function commit(environment: typeof local, message: string): void {
  deployed.fork.setEnvironment(environment);
  deployed.head = deployed.fork.publish(message);
}

/** The objects of a namespace that are not on their way out, and who they are. */
async function identities(namespace: string): Promise<Record<string, string>> {
  const kinds = 'deployments,statefulsets,services,configmaps,networkpolicies,serviceaccounts,jobs,pods';
  const found = (await list(kinds, namespace)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return Object.fromEntries(found.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.uid]));
}

const ofPayments = (object: string): boolean => object.includes('/shop-payments');

async function replicas(namespace: string, service: string): Promise<number> {
  return (await get('deployment', `shop-${service}`, namespace))?.spec.replicas as number;
}

test('every Application of the set becomes Synced and Healthy', async () => {
  for (const name of names) expect((await settled(name, deployed.head)).status.conditions ?? []).toEqual([]);
  expect(await applicationNames()).toEqual(names);
});

test('a customer can go the whole way', () => journeyThrough(staging.namespace, 'shop-gateway', 'shop-admin'));

test.each(namespaces)('%s: secrets, provisioning and migrations were done before a service was made', async (name) => {
  const done = (await list('jobs', name)).map(({ status }) => Date.parse(status.completionTime));
  const made = (await list('deployments', name)).map(({ metadata }) => Date.parse(metadata.creationTimestamp));
  expect([done.length, made.length]).toEqual([2 + 5, 5]);
  expect(Math.max(...done)).toBeLessThanOrEqual(Math.min(...made));
});

describe('the project refuses', () => {
  /** An Application of the project over a folder of the fork. */
  function foreign(name: string, path: string, namespace: string): object {
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: argoNamespace, labels: { 'app.kubernetes.io/part-of': 'shop' } },
      spec: {
        project: 'shop',
        source: { repoURL: gitSettings().url, targetRevision: 'main', path },
        destination: { server: 'https://kubernetes.default.svc', namespace },
        syncPolicy: { automated: {}, retry: { limit: 0 } },
      },
    };
  }

  test('a namespace that no environment has', async () => {
    await apply([foreign('refused-namespace', 'deploy/manifests/local', 'default')]);
    const reason = await eventually('the refusal', 60, async () =>
      ((await application('refused-namespace')).status?.conditions ?? []).find(
        ({ type }: { type: string }) => type === 'InvalidSpecError',
      ),
    );
    expect(reason.message).toMatch(/do not match any of the allowed destinations in project 'shop'/);
  });

  test('a kind that no chart has', async () => {
    await apply([foreign('refused-kind', 'refused', local.namespace)]);
    const operation = await eventually('the refusal', 60, async () => {
      const state = (await application('refused-kind')).status?.operationState;
      return state?.phase === 'Failed' && state;
    });
    expect(JSON.stringify(operation)).toMatch(/resource :Secret is not permitted in project shop/);
    expect(await get('secret', 'refused', local.namespace)).toBeUndefined();
  });
});

test.each(names)('%s: a hard refresh renders the same, and starts nothing', async (name) => {
  const before = operationsOf(await application(name));
  const after = await refresh(name, 'hard');
  expect([after.status.sync.status, operationsOf(after)]).toEqual(['Synced', before]);
});

test('pods that an autoscaler decides about are no drift, and a commit leaves their number', async () => {
  const { namespace } = staging;
  await kubectl(['scale', 'deployment/shop-gateway', '--replicas', '3', '--namespace', namespace]);
  const before = operationsOf(await application('shop-staging'));
  const after = await refresh('shop-staging');
  expect([after.status.sync.status, operationsOf(after)]).toEqual(['Synced', before]);
  commit(changed(staging, { gateway: { podAnnotations: { commit: 'another' } } }), 'Annotate pods');
  await settled('shop-staging', deployed.head);
  expect(await replicas(namespace, 'gateway')).toBe(3);
});

test('a commit to one environment is synced there, and nowhere else', async () => {
  const before = {
    operations: operationsOf(await application('shop-staging')),
    objects: await identities(staging.namespace),
  };
  commit(changed(local, { gateway: { replicaCount: 2 } }), 'Two pods of the gateway');
  await settled('shop-local', deployed.head);
  expect(await replicas(local.namespace, 'gateway')).toBe(2);
  const untouched = await settled('shop-staging', deployed.head);
  expect({ operations: operationsOf(untouched), objects: await identities(staging.namespace) }).toEqual(before);
});

test('what is changed or deleted by hand is put back', async () => {
  const { namespace } = local;
  await kubectl(['scale', 'deployment/shop-gateway', '--replicas', '1', '--namespace', namespace]);
  await kubectl(['set', 'image', 'deployment/shop-orders', 'orders=edited', '--namespace', namespace]);
  await kubectl(['delete', 'networkpolicy', 'shop-orders', '--namespace', namespace]);
  await eventually('everything to be as in git', 120, async () => {
    const orders = await get('deployment', 'shop-orders', namespace);
    const edited = orders?.spec.template.spec.containers[0].image === 'edited';
    const policy = await get('networkpolicy', 'shop-orders', namespace);
    return !edited && policy !== undefined && (await replicas(namespace, 'gateway')) === 2;
  });
  await settled('shop-local', deployed.head);
});

test('a service that is switched off goes with everything it has, and nothing else does', async () => {
  const before = await identities(local.namespace);
  commit(changed(local, { gateway: { replicaCount: 2 }, payments: { enabled: false } }), 'No payments');
  await settled('shop-local', deployed.head);
  const after = await eventually('the pods of payments to go', 60, async () => {
    const left = await identities(local.namespace);
    return !Object.keys(left).some(ofPayments) && left;
  });
  const gone = Object.keys(before).filter(ofPayments);
  expect(gone.map((object) => object.split('/')[0])).toEqual(expect.arrayContaining(['Deployment', 'Service', 'Job']));
  expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([object]) => !ofPayments(object))));
});

describe('a bad commit', () => {
  const missing = { image: { tag: 'missing' } };
  const commits: readonly (readonly [string, HelmValues])[] = [
    ['whose migration cannot run', { ...missing, migration: { activeDeadlineSeconds: 20 } }],
    ['whose pods cannot start', { ...missing, migration: { enabled: false }, progressDeadlineSeconds: 20 }],
  ];

  test.each(commits)(
    '%s degrades its Application while the shop goes on, and a revert heals it',
    async (what, gateway) => {
      const { namespace } = staging;
      const serving = (await servingPods(namespace, 'gateway', 'shop')).sort();
      commit(changed(staging, { gateway }), `A gateway ${what}`);
      await refresh('shop-staging');
      await eventually('shop-staging to be Degraded', 120, async () => {
        const found = await application('shop-staging');
        if (found.status.health.status === 'Degraded') return true;
        throw new Error(describeStatus(found));
      });
      expect((await servingPods(namespace, 'gateway', 'shop')).sort()).toEqual(serving);
      await journeyThrough(namespace, 'shop-gateway', 'shop-admin');
      deployed.head = deployed.fork.revert();
      await settled('shop-staging', deployed.head);
      expect((await servingPods(namespace, 'gateway', 'shop')).sort()).toEqual(serving);
    },
  );
});

test('a revert need not wait until a bad commit has failed: whoever ends its sync has it at once', async () => {
  commit(changed(staging, { gateway: { image: { tag: 'missing' } } }), 'A gateway that is not there');
  await refresh('shop-staging');
  await eventually('the migration of the bad commit', 60, async () =>
    (await list('jobs', staging.namespace)).some(({ spec }) =>
      spec.template.spec.containers[0].image.endsWith(':missing'),
    ),
  );
  deployed.head = deployed.fork.revert();
  await endSync('shop-staging');
  await settled('shop-staging', deployed.head);
});

test('removing the set leaves what its Applications deployed', async () => {
  await kubectl(['delete', 'applicationset', 'shop', '--namespace', argoNamespace, '--wait']);
  await eventually('the Applications to go', 60, async () => {
    const left = await applicationNames();
    return names.every((name) => !left.includes(name));
  });
  await journeyThrough(staging.namespace, 'shop-gateway', 'shop-admin');
});
