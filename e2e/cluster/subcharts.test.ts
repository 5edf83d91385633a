import { journeyThrough } from './journey';
import { list, useNamespaces } from './kubernetes';
import { clientsNamespace, type HelmValues, release, testValues } from './shop-release';

const namespace = 'flotilla-e2e-subcharts';
const teams = ['platform', 'users', 'products', 'orders', 'payments', 'gateway'] as const;

useNamespaces(namespace, clientsNamespace);

test('charts installed one by one, as independent teams do, make the same shop', async () => {
  for (const team of teams) {
    const values = testValues[team] as HelmValues;
    await release('install', { major: 4, release: team, chart: `deploy/shop/charts/${team}`, namespace, values });
  }
  const deployments = await list('deployments', namespace);
  expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(
    teams.filter((team) => team !== 'platform').sort(),
  );
  await journeyThrough(namespace, 'gateway', 'admin');
});
