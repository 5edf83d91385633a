import { helm } from './helm';
import { journeyThrough } from './journey';
import { list, useNamespaces } from './kubernetes';
import { clientsNamespace, release, testValues } from './shop-release';

const namespace = 'flotilla-e2e-two-releases';

useNamespaces(namespace, clientsNamespace);

/** Addresses behind the Services of a release, and the addresses of its pods. */
async function addressesOf(name: string): Promise<{ services: Set<string>; pods: Set<string> }> {
  const slices = (await list('endpointslices', namespace)).filter(({ metadata }) =>
    (metadata.labels?.['kubernetes.io/service-name'] ?? '').startsWith(`${name}-`),
  );
  const pods = (await list('pods', namespace)).filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
  expect(slices.length).toBeGreaterThan(5);
  return {
    services: new Set(
      slices.flatMap(({ endpoints }) =>
        (endpoints ?? []).flatMap(({ addresses }: { addresses: string[] }) => addresses),
      ),
    ),
    pods: new Set(pods.map(({ status }) => status.podIP as string)),
  };
}

test('two shops in one namespace do not touch each other', async () => {
  for (const name of ['blue', 'green']) {
    await release('install', { major: 4, release: name, chart: 'deploy/shop', namespace, values: testValues });
  }
  const [blue, green] = [await addressesOf('blue'), await addressesOf('green')];
  expect([...blue.services].filter((address) => green.pods.has(address))).toEqual([]);
  expect([...green.services].filter((address) => blue.pods.has(address))).toEqual([]);
  await journeyThrough(namespace, 'blue-gateway', 'blue-admin');
  await helm(4, ['uninstall', 'blue', '--namespace', namespace, '--wait']);
  await journeyThrough(namespace, 'green-gateway', 'green-admin');
});
