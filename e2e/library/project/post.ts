import {
  camelCase,
  type Fleet,
  HelmChart,
  Microservice,
  Platform,
  runFleet,
  type Topology,
  Values,
} from '@flotilla/constructs';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Construct } from 'constructs';
import { declaration as parcels } from './service';

const stamps = {
  name: 'stamp-shop',
  description: 'Sells stamps, and knows which are used.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {},
  publishes: {},
  subscribes: { 'parcels.v1.parcel.delivered': { version: 1 } },
} as const satisfies ServiceDeclaration;

function post(scope: Construct, topology: Topology): HelmChart {
  const chart = new HelmChart(scope, 'post', {
    version: '1.2.0',
    appVersion: '2.0.1',
    description: 'The whole post.',
    source: 'post.ts',
  });
  const values = Values.of(chart);
  for (const declaration of [parcels, stamps]) {
    const own = values.at(camelCase(declaration.name));
    new Microservice(chart, declaration.name, { declaration, topology, values: own });
  }
  const provisionerImage = { repository: 'post/provisioner', tag: '0.1.0' };
  new Platform(chart, 'platform', { topology, values: values.at('platform'), provisionerImage });
  return chart;
}

const fleet: Fleet = {
  name: 'post',
  declarations: [parcels, stamps],
  chart: post,
  environments: [{ name: 'production', namespace: 'post', values: { stampShop: { replicaCount: 2 } } }],
};
process.exitCode = runFleet(fleet);
