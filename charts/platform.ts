import { HelmChart, Platform, type Topology } from '@flotilla/constructs';
import type { Construct } from 'constructs';
import { chartProps, partOf } from './chart-props';
import { platformCiValues } from './ci-values';

/** What the services stand on: NATS, a PostgreSQL for first tries, and the Jobs that prepare both. */
export function platform(scope: Construct, topology: Topology): HelmChart {
  const description = 'NATS with streams and permissions for the shop, and a PostgreSQL for first tries.';
  const chart = new HelmChart(scope, 'platform', {
    ...chartProps('platform', description, ['nats', 'jetstream', 'postgresql']),
    ci: platformCiValues,
  });
  new Platform(chart, 'platform', { topology, partOf, tokenKeys: 'token-keys', admin: 'admin' });
  return chart;
}
