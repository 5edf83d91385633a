import { helm } from './helm';
import { journeyThrough } from './journey';
import { eventually, list, useNamespaces } from './kubernetes';
import { clientsNamespace, isReady, release, services, testValues } from './shop-release';

const namespace = 'flotilla-e2e-install';
const shop = { release: 'shop', chart: 'deploy/shop', namespace, values: testValues } as const;

/** Everything that Helm made, with what tells whether it was touched: its version, and for pods who they are. */
async function state(): Promise<Record<string, string>> {
  const kinds = 'deployments,statefulsets,services,configmaps,networkpolicies,serviceaccounts,ingresses,jobs';
  const objects = await list(kinds, namespace, 'app.kubernetes.io/part-of=shop');
  const pods = await list('pods', namespace);
  return Object.fromEntries([
    ...objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, String(metadata.generation ?? metadata.uid)]),
    ...pods.map(({ metadata }) => [`Pod/${metadata.name}`, metadata.uid]),
  ]);
}

describe.each([4, 3] as const)('Helm %i', (major) => {
  useNamespaces(namespace, clientsNamespace);

  test('installs the shop into an empty namespace that enforces Pod Security restricted', async () => {
    await release('install', { ...shop, major });
    const pods = await list('pods', namespace, 'app.kubernetes.io/component=server');
    expect(pods.length).toBe(services.length + 2);
    expect(pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name)).toEqual([]);
    // A Job may have begun before the database knew its role: what counts is that it came to its end.
    const jobs = await list('jobs', namespace);
    expect(jobs.length).toBe(services.length + 2);
    expect(jobs.filter(({ status }) => status.succeeded !== 1).map(({ metadata }) => metadata.name)).toEqual([]);
  });

  test('its own tests pass', async () => {
    const output = await helm(major, ['test', 'shop', '--namespace', namespace, '--timeout', '3m']);
    expect(output.match(/Phase:\s+Succeeded/g)?.length).toBeGreaterThanOrEqual(5);
    expect(output).not.toMatch(/Phase:\s+Failed/);
  });

  test('a customer can go the whole way', () => journeyThrough(namespace, 'shop-gateway', 'shop-admin'));

  test('an upgrade without a change touches nothing and restarts nothing', async () => {
    const before = await state();
    await release('upgrade', { ...shop, major });
    expect(await state()).toEqual(before);
  });

  test('uninstalling leaves the volumes and the Secrets that outlive a release, and nothing else', async () => {
    await helm(major, ['uninstall', 'shop', '--namespace', namespace, '--wait']);
    // The garbage collector comes after the owners are gone.
    await eventually('the last pods to go', 120, async () => (await list('pods', namespace)).length === 0);
    const left = await list(
      'all,configmaps,secrets,persistentvolumeclaims,serviceaccounts,roles,rolebindings,networkpolicies,ingresses,poddisruptionbudgets',
      namespace,
    );
    const names = left
      .filter(
        ({ kind, metadata: { name } }) =>
          !(kind === 'ConfigMap' && name === 'kube-root-ca.crt') && !(kind === 'ServiceAccount' && name === 'default'),
      )
      .map(({ kind, metadata: { name } }) => `${kind}/${name}`);
    const claims = ['PersistentVolumeClaim/data-shop-nats-0', 'PersistentVolumeClaim/data-shop-postgresql-0'];
    expect(names.filter((name) => !name.startsWith('Secret/')).sort()).toEqual(claims);
    const secrets = await list('secrets', namespace, 'app.kubernetes.io/managed-by=bootstrap');
    expect(names.filter((name) => name.startsWith('Secret/')).length).toBe(secrets.length);
  });
});
