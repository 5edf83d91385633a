import { HelmChart, Microservice, type Topology } from '@flotilla/constructs';
import { declaration } from '@flotilla/orders/service';
import type { Construct } from 'constructs';
import { partOf, repository, serviceChartProps } from './chart-props';

/** Orders and their saga. */
export function orders(scope: Construct, topology: Topology): HelmChart {
  const chart = new HelmChart(scope, declaration.name, serviceChartProps(declaration, ['orders', 'saga']));
  new Microservice(chart, declaration.name, {
    declaration,
    topology,
    partOf,
    repository: repository(declaration.name),
  });
  return chart;
}
