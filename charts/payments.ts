import { HelmChart, Microservice, type Topology } from '@flotilla/constructs';
import { declaration } from '@flotilla/payments/service';
import type { Construct } from 'constructs';
import { partOf, repository, serviceChartProps } from './chart-props';

/** Payments of orders. */
export function payments(scope: Construct, topology: Topology): HelmChart {
  const chart = new HelmChart(scope, declaration.name, serviceChartProps(declaration, ['payments']));
  new Microservice(chart, declaration.name, {
    declaration,
    topology,
    partOf,
    repository: repository(declaration.name),
  });
  return chart;
}
