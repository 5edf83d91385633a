import {
  type CompiledChart,
  compileChart,
  HelmChart,
  type JsonObject,
  Microservice,
  renderChart,
  topologyOf,
} from '@flotilla/constructs';
import { App } from 'cdk8s';
import { chainedService } from '../chained-service';

/** A chart for every service of a fleet. */
export function fleetCharts(count: number): CompiledChart[] {
  const names = Array.from({ length: count }, (_, index) => `service-${index}`);
  const declarations = names.map(chainedService);
  const topology = topologyOf(declarations);
  const app = new App();
  return declarations.map((declaration) => {
    const about = {
      version: '1.0.0',
      appVersion: '1.0.0',
      description: declaration.description,
      source: 'a benchmark',
    };
    const chart = new HelmChart(app, declaration.name, about);
    new Microservice(chart, declaration.name, { declaration, topology });
    return compileChart(chart);
  });
}

/** The objects of all services in one environment, as `kubectl apply` takes them; without pods of `helm test`. */
export function objectsOf(charts: readonly CompiledChart[], namespace: string, values: JsonObject): JsonObject[] {
  return charts.flatMap((chart) =>
    renderChart(chart, { release: { name: chart.identity.name, namespace }, values: [values] }).filter(
      ({ metadata }) => (metadata as { annotations?: JsonObject }).annotations?.['helm.sh/hook'] === undefined,
    ),
  );
}
