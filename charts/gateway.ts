import { HelmChart, Microservice, ReleaseNames, type Topology } from '@flotilla/constructs';
import { declaration } from '@flotilla/gateway/service';
import type { Construct } from 'constructs';
import { partOf, repository, serviceChartProps } from './chart-props';
import { gatewayNotes } from './notes';

/** The public door. */
export function gateway(scope: Construct, topology: Topology): HelmChart {
  const chart = new HelmChart(scope, declaration.name, serviceChartProps(declaration, ['gateway']));
  new Microservice(chart, declaration.name, {
    declaration,
    topology,
    partOf,
    repository: repository(declaration.name),
    exposed: true,
  });
  chart.notes = gatewayNotes(ReleaseNames.of(chart).named(declaration.name));
  return chart;
}
