import {
  type CompiledChart,
  compileChart,
  HelmChart,
  type JsonObject,
  Microservice,
  renderChart,
  topologyOf,
} from '@flotilla/constructs';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { App } from 'cdk8s';

/** Names of a fleet's services. */
export function serviceNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `service-${index}`);
}

/** A service that calls the one declared before it, and reads what it publishes. */
function declarationOf(name: string, index: number, names: readonly string[]): ServiceDeclaration {
  const callee = names[index - 1];
  return {
    name,
    description: `Service ${index} of a fleet.`,
    http: {
      port: 3000,
      adminPort: 9090,
      routes: [{ method: 'GET', path: `/${name}`, access: 'user' }],
      operations: { quote: { method: 'POST', path: '/internal/quote', description: 'Prices.' } },
    },
    config: { STEP_SECONDS: { type: 'integer', default: 60, minimum: 2, maximum: 3_600, description: 'A step.' } },
    calls: callee === undefined ? {} : { [callee]: ['quote'] },
    publishes: {
      [`${name}.v1.thing.changed`]: { version: 1, schema: 'ThingChanged', description: 'Something changed.' },
    },
    subscribes: callee === undefined ? {} : { [`${callee}.v1.thing.changed`]: { version: 1 } },
  };
}

/** A chart for every service of a fleet. */
export function fleetCharts(count: number): CompiledChart[] {
  const names = serviceNames(count);
  const declarations = names.map(declarationOf);
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
