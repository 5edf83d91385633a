import { HelmChart, Microservice, type Topology } from '@flotilla/constructs';
import { declaration } from '@flotilla/products/service';
import type { Construct } from 'constructs';
import { partOf, repository, serviceChartProps } from './chart-props';

/** The catalogue and its stock. */
export function products(scope: Construct, topology: Topology): HelmChart {
  const chart = new HelmChart(
    scope,
    declaration.name,
    serviceChartProps(declaration, ['products', 'catalogue', 'stock']),
  );
  new Microservice(chart, declaration.name, {
    declaration,
    topology,
    partOf,
    repository: repository(declaration.name),
    directlyExposed: true,
  });
  return chart;
}
