/** Traces and the names of all metrics. */
export { type MetricLabel, type MetricName, metricLabels } from './metric-names';
export { counter, createRegistry, gauge, histogram, undeclaredCounter } from './registry';
export { contextFrom, Telemetry, type TelemetryOptions } from './telemetry';
