import { type MetricLabel, type MetricName, metricLabels } from '@flotilla/constructs/declaration';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** A registry with the metrics of the process: event loop lag, memory, CPU, garbage collection, open handles. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** A counter of the list of metric names. */
export function counter<Name extends MetricName>(
  registry: Registry,
  name: Name,
  help: string,
): Counter<MetricLabel<Name>> {
  return new Counter({ name, help, labelNames: labelsOf(name), registers: [registry] });
}

/** A gauge of the list of metric names. */
export function gauge<Name extends MetricName>(registry: Registry, name: Name, help: string): Gauge<MetricLabel<Name>> {
  return new Gauge({ name, help, labelNames: labelsOf(name), registers: [registry] });
}

/** A histogram of the list of metric names. @param buckets upper bounds, in the unit of the name */
export function histogram<Name extends MetricName>(
  registry: Registry,
  name: Name,
  help: string,
  buckets: readonly number[],
): Histogram<MetricLabel<Name>> {
  return new Histogram({ name, help, labelNames: labelsOf(name), buckets: [...buckets], registers: [registry] });
}

/** The counter of all kinds of undeclared communication; whoever needs it first makes it. */
export function undeclaredCounter(registry: Registry): Counter<MetricLabel<'undeclared_total'>> {
  return (
    (registry.getSingleMetric('undeclared_total') as Counter<MetricLabel<'undeclared_total'>> | undefined) ??
    counter(registry, 'undeclared_total', 'Attempts to communicate in a way that the declaration does not name.')
  );
}

function labelsOf<Name extends MetricName>(name: Name): MetricLabel<Name>[] {
  return [...metricLabels[name]];
}
