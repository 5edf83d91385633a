/** Traces and metrics. */
export { counter, createRegistry, gauge, histogram, undeclaredCounter } from './registry';
export { contextFrom, Telemetry, type TelemetryOptions } from './telemetry';
