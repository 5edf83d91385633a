import { HelmChart, Microservice, type Topology } from '@flotilla/constructs';
import { declaration } from '@flotilla/users/service';
import type { Construct } from 'constructs';
import { partOf, repository, serviceChartProps } from './chart-props';

/** Accounts and logins. */
export function users(scope: Construct, topology: Topology): HelmChart {
  const chart = new HelmChart(scope, declaration.name, serviceChartProps(declaration, ['users', 'authentication']));
  new Microservice(chart, declaration.name, {
    declaration,
    topology,
    partOf,
    repository: repository(declaration.name),
    directlyExposed: true,
  });
  return chart;
}
