import { dnsLabel, HelmChart, Microservice } from '@flotilla/constructs';
import type { Construct } from 'constructs';
import { declaration } from './service';

export function parcels(scope: Construct): HelmChart {
  const chart = new HelmChart(scope, 'parcels', {
    version: '1.2.0',
    appVersion: '2.0.1',
    description: declaration.description,
    source: 'chart.ts',
  });
  const hostname = chart.values.string('hostname', {
    default: 'parcels',
    pattern: dnsLabel,
    description: 'Host name inside of the pods.',
  });
  const microservice = new Microservice(chart, 'parcels', {
    declaration,
    repository: 'registry.example/parcels',
    patches: [
      { kind: 'Deployment', operations: [{ op: 'add', path: '/spec/template/spec/hostname', value: hostname }] },
    ],
  });
  microservice.service.metadata.addAnnotation('post.example/owner', 'parcels');
  return chart;
}
